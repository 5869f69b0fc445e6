/*
 * SA_NOCLDSTOP and an ignored SIGCHLD: wait tells of stops, no signal does. qemu-user 7.2 forgets the
 * flag when a handler is there, so this one is not compared with it.
 */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void on_child(int signal)
{
    (void)signal;
}

static int child_signal_pending(void)
{
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGCHLD);
}

int main(void)
{
    struct sigaction action;
    sigset_t set;
    siginfo_t info;
    setvbuf(stdout, 0, _IOLBF, 0);
    memset(&action, 0, sizeof action);
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, 0);
    pid_t child = fork();
    if (child == 0)
        for (;;)
            pause();
    for (int round = 0; round < 3; round++) {
        action.sa_handler = round == 2 ? SIG_IGN : on_child;
        action.sa_flags = round == 1 ? SA_NOCLDSTOP : 0;
        sigaction(SIGCHLD, &action, 0);
        kill(child, SIGSTOP);
        waitid(P_PID, child, &info, WSTOPPED);
        printf("stop, code %d: SIGCHLD pending %d\n", info.si_code, child_signal_pending());
        kill(child, SIGCONT);
        waitid(P_PID, child, &info, WCONTINUED);
        printf("continue, code %d: SIGCHLD pending %d\n", info.si_code, child_signal_pending());
        if (child_signal_pending())
            sigwaitinfo(&set, &info);
    }
    kill(child, SIGKILL);
    printf("ignored SIGCHLD: wait says %d\n", waitpid(child, 0, 0) < 0 ? -1 : 0);
    return 0;
}
