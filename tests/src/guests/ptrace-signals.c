/* Signals to both sides: those to the tracee are seen, suppressed, changed or let through; one to
 * the tracer ends its wait with EINTR, and loses nothing. */
#include "tiny.h"
#include "ptrace.h"

static volatile s32 handled[65];
static volatile s32 interrupted;

static void count(s32 signal)
{
    handled[signal]++;
}

static void interrupt(s32 signal)
{
    (void)signal;
    interrupted++;
}

static void send_self(s32 signal)
{
    call2(NR_kill, call0(NR_getpid), signal);
}

static void child_work(void)
{
    handle(SIGUSR1, count, 0);
    handle(SIGUSR2, count, 0);
    ptrace(TRACEME, 0, 0, 0);
    send_self(SIGSTOP);
    send_self(SIGUSR1); /* let through */
    send_self(SIGUSR1); /* suppressed */
    send_self(SIGUSR1); /* becomes SIGUSR2 */
    send_self(SIGTERM); /* suppressed */
    send_self(SIGWINCH); /* ignored by default, and still seen */
    say("child: USR1", handled[SIGUSR1]);
    say("child: USR2", handled[SIGUSR2]);
    nanos(200000); /* interrupted by signals that are suppressed */
    s32 status;
    say("child: wait", call4(NR_wait4, -1, &status, 0, 0));
    send_self(SIGTERM); /* let through */
    leave(9);
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 parent = call0(NR_getpid);
    s32 child = fork_child();
    if (child == 0)
        child_work();
    say_hex("stop", wait_status(child));
    s32 answer[] = {SIGUSR1, 0, SIGUSR2, 0, 0, SIGTERM};
    s32 expected[] = {SIGUSR1, SIGUSR1, SIGUSR1, SIGTERM, SIGWINCH, SIGTERM};
    s32 next = 0;
    for (u32 i = 0; i < 6; i++) {
        ptrace(CONT, child, 0, (u32)next);
        s32 status = wait_status(child);
        u32 info[32];
        ptrace(GETSIGINFO, child, 0, P(info));
        put_signed(status >> 8);
        put(status == (expected[i] << 8 | 0x7f) ? " as sent" : " not as sent");
        put((s32)info[0] == expected[i] && (s32)info[3] == child ? ", from itself\n" : ", strange\n");
        next = answer[i];
    }
    ptrace(CONT, child, 0, (u32)next);
    say_hex("end", wait_status(child));

    /* A tracee that spins; another child signals the tracer while that waits. */
    handle(SIGUSR1, interrupt, 0);
    s32 spinner = fork_child();
    if (spinner == 0) {
        ptrace(TRACEME, 0, 0, 0);
        send_self(SIGSTOP);
        for (;;)
            ;
    }
    wait_status(spinner);
    ptrace(CONT, spinner, 0, 0);
    s32 sender = fork_child();
    if (sender == 0) {
        for (s32 i = 0; i < 5; i++) {
            nanos(100000);
            call2(NR_kill, parent, SIGUSR1);
        }
        nanos(100000);
        call2(NR_kill, spinner, SIGUSR2);
        leave(0);
    }
    s32 eintr = 0;
    s32 status = 0;
    s32 got;
    while ((got = call4(NR_wait4, spinner, &status, 0, 0)) == -EINTR)
        eintr++;
    say("EINTR, each time after a handler", eintr > 0 && eintr <= interrupted && interrupted <= 5);
    say("then the spinner", got == spinner);
    say_hex("stopped by", status);
    say("sender", wait_status(sender));

    /* Many signals to a spinning tracee, each seen once and suppressed. */
    for (s32 i = 0; i < 20; i++) {
        ptrace(CONT, spinner, 0, 0);
        call2(NR_kill, spinner, SIGTERM);
        status = wait_status(spinner);
        if (status != (SIGTERM << 8 | 0x7f))
            say_hex("not SIGTERM", status);
    }
    u32 set[2] = {0, 0};
    say("mask", ptrace(GETSIGMASK, spinner, 8, P(set)));
    set[0] = 1u << (SIGTERM - 1);
    say("set mask", ptrace(SETSIGMASK, spinner, 8, P(set)));
    ptrace(CONT, spinner, 0, 0);
    call2(NR_kill, spinner, SIGTERM);
    nanos(100000);
    say("blocked, no stop", call4(NR_wait4, spinner, &status, WNOHANG, 0));
    call2(NR_kill, spinner, SIGKILL);
    say_hex("SIGKILL is not seen", wait_status(spinner));
    return 0;
}
