/* Stopped and continued children, as wait and SIGCHLD show them. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t conts;

static void on_cont(int signal)
{
    (void)signal;
    conts++;
}

static const char *text(int status)
{
    static char buffer[64];
    if (WIFEXITED(status))
        snprintf(buffer, sizeof buffer, "exited %d", WEXITSTATUS(status));
    else if (WIFSIGNALED(status))
        snprintf(buffer, sizeof buffer, "killed by %d", WTERMSIG(status));
    else if (WIFSTOPPED(status))
        snprintf(buffer, sizeof buffer, "stopped by %d", WSTOPSIG(status));
    else if (WIFCONTINUED(status))
        snprintf(buffer, sizeof buffer, "continued");
    else
        snprintf(buffer, sizeof buffer, "status %x", status);
    return buffer;
}

static void say_wait(const char *what, pid_t child, int options)
{
    int status = -1;
    pid_t pid = waitpid(child, &status, options);
    if (pid < 0)
        printf("%s: errno %d\n", what, errno);
    else if (pid == 0)
        printf("%s: nothing\n", what);
    else
        printf("%s: %s%s\n", what, pid == child ? "" : "other child ", text(status));
}

static void say_waitid(const char *what, idtype_t kind, id_t id, pid_t child, int options)
{
    siginfo_t info;
    memset(&info, 0, sizeof info);
    int result = waitid(kind, id, &info, options);
    if (result != 0)
        printf("%s: errno %d\n", what, errno);
    else if (info.si_pid == 0)
        printf("%s: nothing\n", what);
    else
        printf("%s: signo %d errno %d code %d status %d pid %s uid %d\n", what, info.si_signo,
               info.si_errno, info.si_code, info.si_status,
               info.si_pid == child ? "of the child" : "wrong", (int)info.si_uid);
}

/* A child that sleeps for ever and leaves when SIGUSR1 comes; ready once this returns. */
static pid_t sleeper(void (*prepare)(void))
{
    int ready[2];
    char byte;
    if (pipe(ready) != 0)
        exit(1);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGINT, SIG_DFL);
        close(ready[0]);
        if (prepare)
            prepare();
        if (write(ready[1], "r", 1) != 1)
            _exit(1);
        close(ready[1]);
        for (;;)
            pause();
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        exit(1);
    close(ready[0]);
    return child;
}

static void ignore_cont(void)
{
    signal(SIGCONT, SIG_IGN);
}

static void block_cont_and_tstp(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCONT);
    sigaddset(&set, SIGTSTP);
    sigprocmask(SIG_BLOCK, &set, 0);
}

static void own_group(void)
{
    setpgid(0, 0);
}

static void status_once(void)
{
    pid_t child = sleeper(0);
    say_wait("before", child, WUNTRACED | WCONTINUED | WNOHANG);
    kill(child, SIGSTOP);
    say_waitid("stop looked at", P_PID, child, child, WSTOPPED | WNOWAIT);
    say_waitid("stop, exits only", P_PID, child, child, WEXITED | WNOHANG);
    say_wait("stop", child, WUNTRACED);
    say_wait("stop again", child, WUNTRACED | WNOHANG);
    kill(child, SIGCONT);
    say_waitid("continue looked at", P_PID, child, child, WCONTINUED | WNOWAIT);
    say_wait("continue", child, WCONTINUED);
    say_wait("continue again", child, WCONTINUED | WNOHANG);
    kill(child, SIGCONT);
    say_wait("continue while running", child, WCONTINUED | WNOHANG);
    kill(child, SIGTSTP);
    say_waitid("stop by TSTP", P_PID, child, child, WSTOPPED);
    kill(child, SIGCONT);
    say_waitid("continue taken by waitid", P_ALL, 0, child, WCONTINUED);
    kill(child, SIGTTOU);
    say_wait("stop by TTOU", child, WUNTRACED);
    kill(child, SIGKILL);
    say_wait("killed while stopped", child, WUNTRACED | WCONTINUED);
    say_wait("gone", child, WUNTRACED | WCONTINUED);
}

static void pending_while_stopped(void)
{
    pid_t child = sleeper(0);
    kill(child, SIGSTOP);
    say_wait("stopped", child, WUNTRACED);
    kill(child, SIGTERM);
    usleep(20000);
    say_wait("TERM while stopped", child, WNOHANG | WUNTRACED);
    kill(child, SIGCONT);
    say_wait("after CONT", child, 0);

    child = sleeper(ignore_cont);
    kill(child, SIGSTOP);
    say_wait("CONT ignored, stop", child, WUNTRACED);
    kill(child, SIGCONT);
    say_wait("CONT ignored, continue", child, WCONTINUED);
    kill(child, SIGKILL);
    say_wait("CONT ignored, end", child, 0);

    child = sleeper(block_cont_and_tstp);
    kill(child, SIGSTOP);
    say_wait("CONT blocked, stop", child, WUNTRACED);
    kill(child, SIGTSTP);
    kill(child, SIGCONT);
    say_wait("CONT blocked, continue", child, WCONTINUED);
    kill(child, SIGKILL);
    say_wait("CONT blocked, end", child, 0);
}

/* Each kind of stop signal and SIGCONT takes pending ones of the other kind away. */
static void discards(void)
{
    sigset_t set, pending;
    sigemptyset(&set);
    sigaddset(&set, SIGCONT);
    sigaddset(&set, SIGTSTP);
    sigaddset(&set, SIGTTIN);
    signal(SIGCONT, on_cont);
    sigprocmask(SIG_BLOCK, &set, 0);
    raise(SIGTSTP);
    raise(SIGTTIN);
    sigpending(&pending);
    printf("pending TSTP %d TTIN %d CONT %d\n", sigismember(&pending, SIGTSTP),
           sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
    kill(getpid(), SIGCONT);
    sigpending(&pending);
    printf("pending TSTP %d TTIN %d CONT %d\n", sigismember(&pending, SIGTSTP),
           sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
    kill(getpid(), SIGTTIN);
    sigpending(&pending);
    printf("pending TSTP %d TTIN %d CONT %d\n", sigismember(&pending, SIGTSTP),
           sigismember(&pending, SIGTTIN), sigismember(&pending, SIGCONT));
    kill(getpid(), SIGCONT);
    sigprocmask(SIG_UNBLOCK, &set, 0);
    printf("handler of CONT ran %d times\n", (int)conts);
    signal(SIGCONT, SIG_DFL);
}

static void on_child(int signal)
{
    (void)signal;
}

static void say_child_signal(pid_t child)
{
    sigset_t set;
    siginfo_t info;
    struct timespec limit = {5, 0};
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    if (sigtimedwait(&set, &info, &limit) < 0)
        printf("no SIGCHLD: errno %d\n", errno);
    else
        printf("SIGCHLD code %d status %d pid %s\n", info.si_code, info.si_status,
               info.si_pid == child ? "of the child" : "wrong");
}

static void child_signals(void)
{
    sigset_t set;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_child;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, 0);
    sigaction(SIGCHLD, &action, 0);
    pid_t child = sleeper(0);
    kill(child, SIGSTOP);
    say_child_signal(child);
    kill(child, SIGCONT);
    say_child_signal(child);
    kill(child, SIGKILL);
    say_child_signal(child);
    say_wait("end", child, 0);
    signal(SIGCHLD, SIG_DFL);
    sigprocmask(SIG_UNBLOCK, &set, 0);
}

static void selections(void)
{
    pid_t here = sleeper(0);
    pid_t there = sleeper(own_group);
    say_waitid("no state asked for", P_ALL, 0, here, WNOHANG);
    say_waitid("bad option", P_ALL, 0, here, WEXITED | 0x100);
    say_waitid("bad kind", 7, 1, here, WEXITED);
    say_waitid("process 0", P_PID, 0, here, WEXITED);
    say_waitid("nobody's child", P_PID, 1, here, WEXITED);
    say_waitid("other group, nothing yet", P_PGID, there, there, WEXITED | WNOHANG);
    say_waitid("no such group", P_PGID, here, here, WEXITED | WNOHANG);
    kill(there, SIGKILL);
    say_waitid("other group", P_PGID, there, there, WEXITED);
    kill(here, SIGKILL);
    say_waitid("own group, looked at", P_PGID, getpgrp(), here, WEXITED | WNOWAIT);
    say_waitid("a zombie does not stop", P_ALL, 0, here, WSTOPPED | WNOHANG);
    say_wait("clone children", -1, __WCLONE | WNOHANG);
    say_wait("all children", here, __WALL);
    say_wait("none left", -1, WNOHANG);
    say_wait("bad option of wait4", -1, 0x100);
    say_wait("waited group", -getpgrp(), 0);
}

int main(void)
{
    setvbuf(stdout, 0, _IOLBF, 0);
    setpgid(0, 0);
    status_once();
    pending_while_stopped();
    discards();
    child_signals();
    selections();
    return 0;
}
