/* Default actions of signals, as the wait status of a child shows them. No handlers. */
#include "tiny.h"

static void say_status(const char *what, s32 status)
{
    say_hex(what, (u32)status & 0xff7f); /* without the core-dump bit: hosts differ */
}

extern volatile u32 _start;

/* A child that sends itself the signal and, if it lives on, leaves with 33. */
static s32 raise_in_child(s32 signal)
{
    s32 child = fork_child();
    if (child == 0) {
        call2(NR_kill, call0(NR_getpid), signal);
        leave(33);
    }
    return wait_for(child);
}

static s32 fault_in_child(s32 kind)
{
    volatile u32 low = 12;
    s32 child = fork_child();
    if (child == 0) {
        if (kind == 0)
            *(volatile u32 *)low = 1;
        if (kind == 1)
            __asm__ volatile(".word 0xe7f000f0"); /* permanently undefined */
        if (kind == 2)
            ((void (*)(void))(low + 20))();
        if (kind == 3)
            _start = 1;
        leave(33);
    }
    return wait_for(child);
}

static s32 program(s32 argc, char **argv)
{
    static const s32 signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGABRT, SIGFPE, SIGKILL, SIGUSR1,
                                  SIGSEGV, SIGUSR2, SIGPIPE, SIGALRM, SIGTERM, SIGCHLD, SIGCONT,
                                  SIGURG, SIGWINCH, 34};
    u32 standard[5] = {0, 0, 0, 0, 0};
    u32 ignore[5] = {1, 0, 0, 0, 0}, mask[2] = {1u << (SIGTERM - 1), 0};
    (void)argc;
    (void)argv;

    /* Whoever starts a background job ignores these two, and that is inherited. */
    call4(NR_rt_sigaction, SIGINT, standard, 0, 8);
    call4(NR_rt_sigaction, SIGQUIT, standard, 0, 8);

    for (u32 i = 0; i < sizeof signals / sizeof *signals; i++) {
        put("signal ");
        put_signed(signals[i]);
        say_status(" gives", raise_in_child(signals[i]));
    }
    say_status("store to address 12", fault_in_child(0));
    say_status("undefined instruction", fault_in_child(1));
    say_status("jump to address 32", fault_in_child(2));
    say_status("store to code", fault_in_child(3));

    say("ignore SIGUSR1", call4(NR_rt_sigaction, SIGUSR1, ignore, 0, 8));
    say_status("ignored SIGUSR1", raise_in_child(SIGUSR1));
    say("ignore SIGKILL", call4(NR_rt_sigaction, SIGKILL, ignore, 0, 8));
    say("block SIGTERM", call4(NR_rt_sigprocmask, 0, mask, 0, 8));
    say_status("blocked SIGTERM", raise_in_child(SIGTERM));
    s32 child = fork_child();
    if (child == 0) {
        call2(NR_kill, call0(NR_getpid), SIGTERM);
        call4(NR_rt_sigprocmask, 1, mask, 0, 8);
        leave(33);
    }
    say_status("unblocked again", wait_for(child));

    /* SIGCHLD ignored: children leave no status behind. */
    call4(NR_rt_sigaction, SIGCHLD, ignore, 0, 8);
    child = fork_child();
    if (child == 0)
        leave(5);
    say("wait with SIGCHLD ignored", wait_for(child));
    return 0;
}
