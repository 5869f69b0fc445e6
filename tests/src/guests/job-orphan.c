/* Orphaned process groups: what does not stop them, and what they get when they become orphans. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int report;

static void say(const char *text)
{
    dprintf(report, "%s\n", text);
}

static void on_hangup(int signal)
{
    (void)signal;
    say("grandchild: SIGHUP");
}

static void on_continue(int signal)
{
    (void)signal;
    say("grandchild: SIGCONT");
}

/* A session leader's group has nobody outside: signals of terminals do not stop it. */
static void discarded(void)
{
    pid_t child = fork();
    if (child == 0) {
        setsid();
        raise(SIGTSTP);
        raise(SIGTTIN);
        raise(SIGTTOU);
        say("TSTP, TTIN and TTOU did nothing");
        raise(SIGSTOP);
        say("continued after STOP");
        _exit(3);
    }
    int status;
    waitpid(child, &status, WUNTRACED);
    dprintf(report, "orphan stopped by %d\n", WIFSTOPPED(status) ? WSTOPSIG(status) : -1);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    dprintf(report, "orphan exits %d\n", WEXITSTATUS(status));
}

/* Its parent's group and session are others': TSTP stops it. */
static void not_orphaned(void)
{
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        raise(SIGTSTP);
        _exit(4);
    }
    int status;
    setpgid(child, child);
    waitpid(child, &status, WUNTRACED);
    dprintf(report, "member stopped by %d\n", WIFSTOPPED(status) ? WSTOPSIG(status) : -1);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    dprintf(report, "member exits %d\n", WEXITSTATUS(status));
}

/* The middle process ends while its child, in a group of its own, is stopped. */
static void newly_orphaned(int stopped)
{
    int end[2], ready[2];
    char byte;
    if (pipe(end) || pipe(ready))
        exit(1);
    pid_t middle = fork();
    if (middle == 0) {
        close(end[0]);
        pid_t grandchild = fork();
        if (grandchild == 0) {
            sigset_t set;
            struct sigaction action = {.sa_handler = on_hangup};
            setpgid(0, 0);
            sigemptyset(&set);
            sigaddset(&set, SIGCONT);
            sigaddset(&set, SIGUSR1);
            action.sa_mask = set; /* SIGCONT comes after SIGHUP's handler has returned */
            sigaction(SIGHUP, &action, 0);
            action.sa_handler = on_continue;
            sigaction(SIGCONT, &action, 0);
            if (stopped) {
                raise(SIGSTOP); /* goes on with SIGHUP, then SIGCONT */
            } else {
                sigprocmask(SIG_BLOCK, &set, 0);
                if (write(ready[1], "r", 1) != 1)
                    _exit(1);
                struct timespec limit = {0, 200000000};
                nanosleep(&limit, 0);
            }
            say("grandchild: over");
            _exit(0);
        }
        int status;
        if (stopped) {
            setpgid(grandchild, grandchild);
            waitpid(grandchild, &status, WUNTRACED);
        } else {
            if (read(ready[0], &byte, 1) != 1)
                _exit(1);
        }
        say("middle ends");
        _exit(0);
    }
    close(end[1]);
    waitpid(middle, 0, 0);
    while (read(end[0], &byte, 1) > 0)
        continue;
    close(end[0]);
}

int main(void)
{
    report = dup(1);
    setpgid(0, 0);
    discarded();
    not_orphaned();
    newly_orphaned(1);
    newly_orphaned(0);
    return 0;
}
