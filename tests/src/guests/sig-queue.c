/*
 * Queues of pending signals: standard ones coalesce, real-time ones come lowest number first and in
 * the order they were sent, each with its value.
 */
#include "sig-common.h"

static void drain(const char *title, u64 set)
{
    siginfo_t info;
    int signal;
    printf("%s:", title);
    while ((signal = take(set, &info)) > 0)
        printf(" %d/%d=%d", signal >= SIGRTMIN ? signal - SIGRTMIN + 100 : signal, info.si_code,
               info.si_code == SI_QUEUE ? info.si_value.sival_int : -1);
    printf(" end\n");
}

static void queue(int signal, int value)
{
    union sigval v = {.sival_int = value};
    sigqueue(getpid(), signal, v);
}

static char order[200];
static int order_used;

static void note(int signal, siginfo_t *info, void *context)
{
    (void)context;
    order_used += snprintf(order + order_used, sizeof order - order_used, " %d=%d",
                           signal >= SIGRTMIN ? signal - SIGRTMIN + 100 : signal,
                           info->si_value.sival_int);
}

int main(void)
{
    int rt = SIGRTMIN;
    u64 all = bit(SIGUSR1) | bit(SIGUSR2) | bit(SIGTERM) | bit(rt) | bit(rt + 1) | bit(rt + 5);
    block(all);

    queue(rt + 5, 1);
    queue(rt + 1, 2);
    queue(rt + 5, 3);
    queue(rt, 4);
    queue(rt + 1, 5);
    queue(SIGUSR2, 6);
    queue(SIGUSR1, 7);
    queue(SIGUSR1, 8);
    queue(SIGUSR2, 9);
    printf("pending %llx\n", pending_now() & ~(~0ull << 31));
    drain("lowest first, in order", all);
    printf("pending %llx\n", pending_now());

    for (int i = 0; i < 5; i++)
        kill(getpid(), SIGUSR1);
    for (int i = 0; i < 5; i++)
        kill(getpid(), rt);
    drain("kill five times", all);

    /* The thread's own set comes before the process's, whatever the numbers. */
    kill(getpid(), SIGUSR1);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), rt + 5);
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGTERM);
    drain("own before shared", all);

    /* The same standard signal can be pending in both sets. */
    kill(getpid(), SIGUSR1);
    raise(SIGUSR1);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR1);
    drain("twice at most", all);

    for (int i = 0; i < 300; i++)
        queue(rt + 1, i);
    int right = 1, count = 0;
    siginfo_t info;
    while (take(bit(rt + 1), &info) > 0)
        right &= info.si_value.sival_int == count++;
    printf("300 queued: %d in order %d\n", count, right);

    /* Handlers: while one runs all others are held back. */
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = note;
    action.sa_flags = SA_SIGINFO;
    sigfillset(&action.sa_mask);
    sigaction(rt, &action, NULL);
    sigaction(rt + 1, &action, NULL);
    sigaction(SIGUSR1, &action, NULL);
    queue(rt + 1, 11);
    queue(rt, 12);
    queue(SIGUSR1, 13);
    queue(rt, 14);
    queue(rt + 1, 15);
    queue(SIGUSR1, 16);
    unblock(all);
    printf("handlers:%s\n", order);
    return 0;
}
