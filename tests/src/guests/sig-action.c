/* sigaction: every flag, errors in Linux's order, what is stored and what handlers see. */
#include "sig-common.h"

static long action_call(int signal, const void *new, void *old, int size)
{
    return syscall(SYS_rt_sigaction, signal, new, old, size);
}

static volatile int depth, deepest, calls;
static volatile int seen_code, seen_sender, seen_masked;

static void nest(int signal)
{
    calls++;
    depth++;
    if (depth > deepest)
        deepest = depth;
    if (calls < 4)
        raise(signal);
    depth--;
}

static void with_info(int signal, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    calls++;
    seen_code = info->si_code;
    seen_sender = info->si_pid == getpid() && info->si_signo == signal;
    seen_masked = sigismember(&uc->uc_sigmask, SIGUSR2);
    printf("in handler: mask has itself %d, SIGHUP %d\n", (mask_now() & bit(signal)) != 0,
           (mask_now() & bit(SIGHUP)) != 0);
}

static void run(const char *title, int flags)
{
    depth = deepest = calls = 0;
    handle(SIGUSR1, nest, flags);
    raise(SIGUSR1);
    struct kernel_action after;
    action_call(SIGUSR1, NULL, &after, 8);
    printf("%s: calls %d deepest %d, then %s, flags %08x\n", title, calls, deepest,
           after.handler == SIG_DFL ? "default" : after.handler == (void *)nest ? "nest" : "?",
           after.flags & ~0x04000000u);
}

static int reset_twice(void)
{
    handle(SIGUSR1, with_info, SA_RESETHAND | SA_SIGINFO);
    raise(SIGUSR1);
    fflush(stdout);
    raise(SIGUSR1);
    return 9;
}

int main(void)
{
    struct kernel_action action = {nest, 0, NULL, {0, 0}}, old;
    char *bad = (char *)8;

    memset(&old, 0, sizeof old);
    SHOW(action_call(0, NULL, &old, 8));
    SHOW(action_call(65, NULL, &old, 8));
    SHOW(action_call(-1, &action, NULL, 8));
    SHOW(action_call(SIGKILL, &action, NULL, 8));
    SHOW(action_call(SIGSTOP, &action, NULL, 8));
    SHOW(action_call(SIGUSR1, &action, NULL, 4));
    SHOW(action_call(SIGUSR1, &action, NULL, 128));
    SHOW(action_call(SIGUSR1, bad, NULL, 8));
    SHOW(action_call(SIGKILL, NULL, &old, 8));
    printf("SIGKILL is %s\n", old.handler == SIG_DFL ? "default" : "?");

    action.mask[0] = 0xffffffff;
    action.mask[1] = 0;
    action.flags = SA_RESTART | SA_NOCLDSTOP | SA_ONSTACK | SA_NODEFER;
    SHOW(action_call(SIGUSR2, &action, &old, 8));
    SHOW(action_call(SIGUSR2, NULL, &old, 8));
    printf("stored: handler %d flags %08x\n", old.handler == (void *)nest, old.flags);
    handle(SIGUSR2, SIG_DFL, 0);

    run("plain", 0);
    run("SA_NODEFER", SA_NODEFER);
    show_end("SA_RESETHAND again", child(reset_twice));

    block(bit(SIGUSR2));
    calls = 0;
    struct sigaction full;
    memset(&full, 0, sizeof full);
    full.sa_sigaction = with_info;
    full.sa_flags = SA_SIGINFO;
    sigaddset(&full.sa_mask, SIGHUP);
    sigaction(SIGUSR1, &full, NULL);
    raise(SIGUSR1);
    printf("raise: code %d sender %d context masked %d\n", seen_code, seen_sender, seen_masked);
    kill(getpid(), SIGUSR1);
    printf("kill: code %d sender %d\n", seen_code, seen_sender);
    printf("mask after %llx\n", mask_now());

    /* fork inherits dispositions and mask, but nothing pending. */
    raise(SIGUSR2);
    printf("parent pending %llx\n", pending_now());
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        struct kernel_action inherited;
        action_call(SIGUSR1, NULL, &inherited, 8);
        printf("child: handler %d mask %llx pending %llx\n",
               inherited.handler == (void *)with_info, mask_now(), pending_now());
        fflush(stdout);
        _exit(0);
    }
    show_end("child", pid);
    return 0;
}
