/* sigwaitinfo and sigtimedwait: what ends them, in one thread and in several. */
#include "sig-common.h"

static volatile int handled;
static void count(int signal)
{
    (void)signal;
    handled++;
}

static long wait_call(const u64 *set, siginfo_t *info, const struct timespec *time, int size)
{
    return syscall(SYS_rt_sigtimedwait, set, info, time, size);
}

static void send_later(int signal, int milliseconds)
{
    fflush(stdout);
    if (fork() == 0) {
        nap(milliseconds);
        kill(getppid(), signal);
        _exit(0);
    }
}

static int taken[4];

static void *taker(void *argument)
{
    int *count_of = argument;
    u64 set = bit(SIGRTMIN) | bit(SIGTERM);
    siginfo_t info;
    for (;;) {
        int signal = (int)wait_call(&set, &info, NULL, 8);
        if (signal == SIGTERM)
            return NULL;
        if (signal == SIGRTMIN)
            __atomic_add_fetch(count_of, 1, __ATOMIC_SEQ_CST);
    }
}

static int all_taken(void)
{
    int sum = 0;
    for (int i = 0; i < 4; i++)
        sum += __atomic_load_n(&taken[i], __ATOMIC_SEQ_CST);
    return sum;
}

int main(void)
{
    u64 set = bit(SIGUSR1) | bit(SIGRTMIN);
    siginfo_t info;
    struct timespec zero = {0, 0}, little = {0, 20000000}, bad_time = {0, 1000000000};
    struct timespec negative = {-1, 0};
    char *bad = (char *)8;

    block(set | bit(SIGUSR2) | bit(SIGTERM));
    SHOW(wait_call(&set, NULL, &zero, 4));
    SHOW(wait_call((void *)bad, NULL, &zero, 8));
    SHOW(wait_call(&set, NULL, (void *)bad, 8));
    SHOW(wait_call(&set, NULL, &bad_time, 8));
    SHOW(wait_call(&set, NULL, &negative, 8));
    SHOW(wait_call(&set, NULL, &zero, 8));
    SHOW(wait_call(&set, NULL, &little, 8));

    raise(SIGUSR1);
    show("bad info", wait_call(&set, (void *)bad, &zero, 8));
    show("and the signal is gone", wait_call(&set, NULL, &zero, 8));

    raise(SIGUSR2);
    raise(SIGUSR1);
    show("only the set", wait_call(&set, &info, NULL, 8) == SIGUSR1);
    printf("pending %llx\n", pending_now());
    take(bit(SIGUSR2), NULL);

    send_later(SIGUSR1, 20);
    memset(&info, 0xee, sizeof info);
    show("sent later", wait_call(&set, &info, NULL, 8));
    printf("signo %d code %d\n", info.si_signo, info.si_code);
    wait(NULL);

    /* The default action of a signal that is waited for does not happen. */
    u64 term = bit(SIGTERM);
    send_later(SIGTERM, 20);
    show("SIGTERM", wait_call(&term, &info, NULL, 8));
    wait(NULL);

    /* A blocked signal that is ignored by default can be waited for. */
    u64 child_set = bit(SIGCHLD);
    block(child_set);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        nap(20);
        _exit(7);
    }
    show("SIGCHLD", wait_call(&child_set, &info, NULL, 8));
    printf("child %d code %d status %d\n", info.si_pid == pid, info.si_code, info.si_status);
    waitpid(pid, NULL, 0);
    unblock(child_set);

    /* A handler of another signal ends the wait, SA_RESTART or not; an ignored one does not. */
    handle(SIGALRM, count, 0);
    send_later(SIGALRM, 20);
    show("handler", wait_call(&set, NULL, NULL, 8));
    handle(SIGALRM, count, SA_RESTART);
    send_later(SIGALRM, 20);
    show("handler with SA_RESTART", wait_call(&set, NULL, NULL, 8));
    printf("handled %d\n", handled);
    while (wait(NULL) > 0)
        continue;
    handle(SIGALRM, SIG_IGN, 0);
    send_later(SIGALRM, 20);
    send_later(SIGUSR1, 60);
    show("an ignored signal and then USR1", wait_call(&set, NULL, NULL, 8));
    while (wait(NULL) > 0)
        continue;

    u64 kill_set = bit(SIGKILL) | bit(SIGSTOP);
    show("SIGKILL is never there", wait_call(&kill_set, NULL, &little, 8));

    /* Several waiters: each instance is taken once. */
    pthread_t threads[4];
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, taker, &taken[i]);
    for (int i = 0; i < 40; i++) {
        union sigval value = {.sival_int = i};
        sigqueue(getpid(), SIGRTMIN, value);
    }
    while (all_taken() < 40)
        nap(1);
    nap(5);
    printf("taken %d\n", all_taken());
    for (int i = 0; i < 4; i++)
        pthread_kill(threads[i], SIGTERM);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    printf("pending %llx\n", pending_now());
    return 0;
}
