/* Job control at a pseudo-terminal: who may use it, who is stopped, who hears of its keys. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int report, master, slave = -1;
static char name[64];

static void say(const char *what, long result)
{
    if (result < 0)
        dprintf(report, "%s: errno %d\n", what, errno);
    else
        dprintf(report, "%s: ok\n", what);
}

static void say_is(const char *what, int fact)
{
    dprintf(report, "%s: %s\n", what, fact ? "yes" : "no");
}

static void nap(long milliseconds)
{
    struct timespec left = {0, milliseconds * 1000000};
    while (nanosleep(&left, &left) != 0)
        continue;
}

static void on_signal(int signal)
{
    dprintf(report, "handler of %d\n", signal);
}

static void catch(int signal, int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = flags;
    sigfillset(&action.sa_mask);
    sigaction(signal, &action, 0);
}

static void say_status(const char *what, pid_t child, int options)
{
    int status;
    pid_t pid = waitpid(child, &status, options);
    if (pid <= 0)
        dprintf(report, "%s: nothing\n", what);
    else if (WIFSTOPPED(status))
        dprintf(report, "%s: stopped by %d\n", what, WSTOPSIG(status));
    else if (WIFSIGNALED(status))
        dprintf(report, "%s: killed by %d\n", what, WTERMSIG(status));
    else if (WIFEXITED(status))
        dprintf(report, "%s: exits %d\n", what, WEXITSTATUS(status));
    else
        dprintf(report, "%s: continued\n", what);
}

static void type(const char *keys)
{
    if (write(master, keys, strlen(keys)) < 0)
        say("typing", -1);
}

/* A job: a child in a group of its own. */
static pid_t job(int (*work)(void), int foreground)
{
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        if (foreground)
            tcsetpgrp(slave, getpid());
        signal(SIGTTOU, SIG_DFL);
        _exit(work());
    }
    setpgid(child, child);
    if (foreground)
        tcsetpgrp(slave, child);
    return child;
}

static _Noreturn int pauses(void)
{
    for (;;)
        pause();
}

static int reads(void)
{
    char line[32];
    int n = read(slave, line, sizeof line);
    return n < 0 ? errno : n;
}

static int reads_ignoring(void)
{
    signal(SIGTTIN, SIG_IGN);
    return reads();
}

static int reads_blocking(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTTIN);
    sigprocmask(SIG_BLOCK, &set, 0);
    return reads();
}

static int reads_catching(void)
{
    catch(SIGTTIN, 0);
    return reads();
}

static int writes(void)
{
    return write(slave, "w", 1) == 1 ? 0 : errno;
}

static int writes_ignoring(void)
{
    signal(SIGTTOU, SIG_IGN);
    return writes();
}

static int configures(void)
{
    struct termios settings;
    tcgetattr(slave, &settings);
    return tcsetattr(slave, TCSANOW, &settings) == 0 ? 0 : errno;
}

static int configures_blocking(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    sigprocmask(SIG_BLOCK, &set, 0);
    return configures();
}

static int takes_foreground(void)
{
    return tcsetpgrp(slave, getpgrp()) == 0 ? 0 : errno;
}

static int flushes(void)
{
    return tcflush(slave, TCIFLUSH) == 0 ? 0 : errno;
}

/* Its parent ends at once: nobody could continue it. */
static int orphan_calls(void)
{
    int end[2];
    char byte;
    if (pipe(end))
        return 99;
    pid_t middle = fork();
    if (middle == 0) {
        if (fork() == 0) {
            setpgid(0, 0);
            signal(SIGTTOU, SIG_DFL);
            nap(50);
            dprintf(report, "orphan reads: %d\n", reads());
            dprintf(report, "orphan configures: %d\n", configures());
            dprintf(report, "orphan takes the foreground: %d\n", takes_foreground());
            _exit(0);
        }
        _exit(0);
    }
    waitpid(middle, 0, 0);
    close(end[1]);
    while (read(end[0], &byte, 1) > 0)
        continue;
    close(end[0]);
    return 0;
}

static void foreground_signals(void)
{
    static const struct {
        const char *key, *what;
    } keys[] = {{"\003", "interrupt"}, {"\034", "quit"}};
    for (int i = 0; i < 2; i++) {
        pid_t child = job(pauses, 1);
        nap(20);
        type(keys[i].key);
        say_status(keys[i].what, child, 0);
    }
    pid_t child = job(pauses, 1);
    nap(20);
    type("\032");
    say_status("suspend", child, WUNTRACED);
    kill(-child, SIGCONT);
    say_status("continue", child, WCONTINUED);
    type("\003");
    say_status("interrupt", child, WUNTRACED);
    tcsetpgrp(slave, getpgrp());
}

static void background(const char *what, int (*work)(void))
{
    pid_t child = job(work, 0);
    int status;
    dprintf(report, "%s\n", what);
    for (int i = 0; i < 5 && waitpid(child, &status, WUNTRACED) == child; i++) {
        if (!WIFSTOPPED(status)) {
            dprintf(report, "  exits %d\n", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
            break;
        }
        dprintf(report, "  stopped by %d\n", WSTOPSIG(status));
        tcsetpgrp(slave, child);
        type("line\n");
        kill(-child, SIGCONT);
        nap(20);
    }
    tcsetpgrp(slave, getpgrp());
    tcflush(slave, TCIFLUSH);
}

static void set_local(int flag, int on)
{
    struct termios settings;
    tcgetattr(slave, &settings);
    settings.c_lflag = on ? settings.c_lflag | flag : settings.c_lflag & ~flag;
    tcsetattr(slave, TCSANOW, &settings);
}

static void refusals(void)
{
    int ends[2];
    pid_t child = fork();
    if (child == 0) {
        setsid();
        pauses();
    }
    nap(20);
    say("group of another session", tcsetpgrp(slave, child));
    say("no such group", tcsetpgrp(slave, 30000));
    say("negative group", tcsetpgrp(slave, -5));
    kill(child, SIGKILL);
    waitpid(child, 0, 0);
    if (pipe(ends))
        return;
    say("tcgetpgrp of a pipe", tcgetpgrp(ends[0]));
    say("tcgetsid of a pipe", tcgetsid(ends[0]));
    close(ends[0]);
    close(ends[1]);
    say("tcgetsid", tcgetsid(slave));
    say_is("the master shows the foreground", tcgetpgrp(master) == getpgrp());
    child = fork();
    if (child == 0) {
        say("TIOCSCTTY by a member", ioctl(slave, TIOCSCTTY, 0));
        say("TIOCNOTTY by a member", ioctl(slave, TIOCNOTTY));
        int tty = open("/dev/tty", O_RDWR);
        say("/dev/tty after that", tty);
        say("tcgetpgrp after that", tcgetpgrp(slave));
        say("TIOCNOTTY twice", ioctl(slave, TIOCNOTTY));
        _exit(0);
    }
    waitpid(child, 0, 0);
    say("/dev/tty of the leader", open("/dev/tty", O_RDWR));
}

static void sizes(void)
{
    struct winsize size = {30, 100, 1, 2}, seen;
    catch(SIGWINCH, 0);
    say("new size", ioctl(master, TIOCSWINSZ, &size));
    ioctl(slave, TIOCGWINSZ, &seen);
    dprintf(report, "size %d %d %d %d\n", seen.ws_row, seen.ws_col, seen.ws_xpixel,
            seen.ws_ypixel);
    say("same size", ioctl(slave, TIOCSWINSZ, &size));
    size.ws_row = 31;
    say("another size", ioctl(slave, TIOCSWINSZ, &size));
    signal(SIGWINCH, SIG_DFL);
}

static void session(void)
{
    slave = open(name, O_RDWR | O_NOCTTY);
    say("tcgetpgrp with O_NOCTTY", tcgetpgrp(slave));
    say("/dev/tty without a terminal", open("/dev/tty", O_RDWR));
    close(slave);
    slave = open(name, O_RDWR);
    say_is("open takes the terminal", tcgetpgrp(slave) == getpid());
    say("TIOCSCTTY again", ioctl(slave, TIOCSCTTY, 0));
    signal(SIGTTOU, SIG_IGN); /* as shells do */
    foreground_signals();
    background("reads in the background", reads);
    background("reads, SIGTTIN ignored", reads_ignoring);
    background("reads, SIGTTIN blocked", reads_blocking);
    background("reads, SIGTTIN caught", reads_catching);
    background("writes in the background", writes);
    set_local(TOSTOP, 1);
    background("writes with TOSTOP", writes);
    background("writes with TOSTOP, SIGTTOU ignored", writes_ignoring);
    set_local(TOSTOP, 0);
    background("tcsetattr", configures);
    background("tcsetattr, SIGTTOU blocked", configures_blocking);
    background("tcflush", flushes);
    background("tcsetpgrp", takes_foreground);
    orphan_calls();
    refusals();
    sizes();
    set_local(ISIG, 0);
    type("\003\n");
    char bytes[8];
    say_is("without ISIG ^C is read", read(slave, bytes, 8) == 2 && bytes[0] == 3);
    pid_t child = job(pauses, 1);
    nap(20);
    dprintf(report, "leader ends, its foreground job is %s\n", child > 0 ? "there" : "not there");
}

int main(void)
{
    setpgid(0, 0);
    report = dup(1);
    master = posix_openpt(O_RDWR | O_NOCTTY);
    say("posix_openpt", master);
    say("locked slave", open(ptsname(master), O_RDWR | O_NOCTTY));
    say("grantpt", grantpt(master));
    say("unlockpt", unlockpt(master));
    snprintf(name, sizeof name, "%s", ptsname(master));
    int end[2];
    char byte;
    if (pipe(end))
        return 1;
    pid_t leader = fork();
    if (leader == 0) {
        close(end[0]);
        setsid();
        session();
        _exit(5);
    }
    close(end[1]);
    say_status("leader", leader, 0);
    say_is("the job got SIGHUP", read(end[0], &byte, 1) == 0);

    pid_t second = fork();
    if (second == 0) {
        catch(SIGHUP, 0);
        catch(SIGCONT, 0);
        setsid();
        slave = open(name, O_RDWR);
        close(master);
            char c;
        int result = read(slave, &c, 1);
        dprintf(report, "read when the master closes: %d, errno %d\n", result, errno);
        dprintf(report, "read after that: %d\n", (int)read(slave, &c, 1));
        say("write after that", write(slave, "x", 1));
        say("tcgetpgrp after that", tcgetpgrp(slave));
        _exit(6);
    }
    nap(100);
    close(master);
    say_status("second leader", second, 0);
    return 0;
}
