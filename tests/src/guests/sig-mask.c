/* Masks and pending sets: what each call changes, also when it fails, and what threads have of their own. */
#include "sig-common.h"

static volatile int handled;
static void count(int signal)
{
    (void)signal;
    handled++;
}

static void *thread_work(void *argument)
{
    int *fds = argument;
    char c;
    printf("thread inherits %llx, pending %llx\n", mask_now(), pending_now());
    raise(SIGUSR2);
    printf("thread's own pending %llx\n", pending_now());
    fflush(stdout);
    unblock(bit(SIGHUP));
    (void)!write(fds[1], "x", 1);
    (void)!read(fds[2], &c, 1);
    return NULL;
}

int main(void)
{
    u64 set = bit(SIGUSR1) | bit(SIGUSR2) | bit(SIGHUP), old = 0;
    u64 everything = ~0ull;
    char *bad = (char *)8;
    unsigned char small[8];

    SHOW(raw_mask(SIG_SETMASK, &set, &old));
    printf("mask %llx\n", mask_now());
    SHOW(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old, 4));
    SHOW(syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, &old, 16));
    SHOW(raw_mask(17, &set, NULL));
    SHOW(raw_mask(17, NULL, &old));
    SHOW(raw_mask(SIG_BLOCK, (void *)bad, NULL));
    SHOW(raw_mask(17, (void *)bad, NULL));
    printf("mask %llx\n", mask_now());
    raw_mask(SIG_SETMASK, &everything, NULL);
    /* The C library's own two and what qemu cannot map are left out. */
    printf("unblockable %d %d\n", (mask_now() & bit(SIGKILL)) != 0, (mask_now() & bit(SIGSTOP)) != 0);
    raw_mask(SIG_SETMASK, &set, NULL);

    signal(SIGUSR1, count);
    raise(SIGUSR1);
    kill(getpid(), SIGUSR2);
    printf("pending %llx handled %d\n", pending_now(), handled);
    memset(small, 0xee, sizeof small);
    SHOW(syscall(SYS_rt_sigpending, small, 2));
    printf("two bytes: %02x %02x\n", small[0], small[1]); /* qemu-arm stores all eight */
    SHOW(syscall(SYS_rt_sigpending, small, 0));
    SHOW(syscall(SYS_rt_sigpending, small, 9));
    SHOW(syscall(SYS_rt_sigpending, bad, 8));

    u64 none = 0;
    SHOW(syscall(SYS_rt_sigsuspend, &none, 4));
    SHOW(syscall(SYS_rt_sigsuspend, bad, 8));
    u64 without = set & ~bit(SIGUSR1);
    SHOW(syscall(SYS_rt_sigsuspend, &without, 8));
    printf("handled %d mask %llx\n", handled, mask_now());

    /* Ignoring what is pending discards it, in both sets. */
    raise(SIGUSR2);
    signal(SIGUSR2, SIG_IGN);
    printf("ignored: pending %llx\n", pending_now());
    raise(SIGUSR2);
    printf("sent while blocked and ignored: pending %llx\n", pending_now());
    signal(SIGUSR2, SIG_DFL);
    printf("default: pending %llx\n", pending_now());
    take(bit(SIGUSR2), NULL);
    block(bit(SIGCHLD) | bit(SIGURG));
    raise(SIGCHLD);
    raise(SIGURG);
    printf("ignored by default and blocked: pending %llx\n", pending_now());
    signal(SIGCHLD, SIG_DFL);
    signal(SIGURG, count);
    printf("set to default: pending %llx\n", pending_now());
    unblock(bit(SIGCHLD) | bit(SIGURG));
    printf("handled %d\n", handled);

    /* Threads: masks of their own, pending sets of their own. */
    int to[2], from[2];
    (void)!pipe(to);
    (void)!pipe(from);
    int fds[3] = {0, from[1], to[0]};
    char c;
    pthread_t thread;
    signal(SIGHUP, count);
    raise(SIGUSR1);
    pthread_create(&thread, NULL, thread_work, fds);
    (void)!read(from[0], &c, 1);
    printf("main mask %llx pending %llx\n", mask_now(), pending_now());
    int before = handled;
    kill(getpid(), SIGHUP); /* only the thread does not block it */
    while (handled == before)
        nap(1);
    printf("the thread took SIGHUP: %d\n", handled - before);
    (void)!write(to[1], "x", 1);
    pthread_join(thread, NULL);
    printf("gone with its thread: pending %llx\n", pending_now());
    return 0;
}
