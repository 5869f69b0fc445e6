/* Who may trace whom, what is refused, and what becomes of tracees when their tracer dies. */
#include "tiny.h"
#include "ptrace.h"

static s32 stopped_child(void)
{
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        leave(4);
    }
    wait_status(child);
    return child;
}

static volatile s32 in_handler, after_handler;

static void handler(s32 signal)
{
    in_handler = signal;
}

static void count(s32 signal)
{
    (void)signal;
    after_handler++;
}

static s32 spinner(void)
{
    s32 child = fork_child();
    if (child == 0) {
        handle(SIGUSR1, handler, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        for (;;)
            after_handler++;
    }
    return child;
}

static void errors(s32 child)
{
    u32 word = 0;
    u32 regs[18];
    u32 vector[2] = {P(regs), 72};
    say("no such process", ptrace(ATTACH, 30000, 0, 0));
    say("itself", ptrace(ATTACH, call0(NR_getpid), 0, 0));
    say("its tracee again", ptrace(ATTACH, child, 0, 0));
    say("seize it", ptrace(SEIZE, child, 0, 0));
    say("seize options", ptrace(SEIZE, child, 0, 1 << 30));
    say("not traced", ptrace(CONT, 1, 0, 0));
    say("bad request", ptrace(99, child, 0, 0));
    say("bad signal", ptrace(CONT, child, 0, 65));
    say("bad signal", ptrace(DETACH, child, 0, (u32)-1));
    say("bad options", ptrace(SETOPTIONS, child, 0, 1 << 30));
    say("interrupt without seize", ptrace(INTERRUPT, child, 0, 0));
    say("listen without seize", ptrace(LISTEN, child, 0, 0));
    say("odd offset", ptrace(PEEKUSR, child, 2, P(&word)));
    say("far offset", ptrace(PEEKUSR, child, 4096, P(&word)));
    say("beyond registers", ptrace(PEEKUSR, child, 100, P(&word)));
    say("is zero", (s32)word);
    say("bad cpsr", ptrace(POKEUSR, child, 4 * CPSR, 0x13));
    say("good cpsr", ptrace(POKEUSR, child, 4 * CPSR, 0xf0000010));
    say("registers to nowhere", ptrace(GETREGS, child, 0, 16));
    ptrace(GETREGS, child, 0, P(regs));
    regs[CPSR] = 0x1f;
    say("bad registers", ptrace(SETREGS, child, 0, P(regs)));
    say("other regset", ptrace(GETREGSET, child, 99, P(vector)));
    vector[1] = 70;
    say("odd length", ptrace(GETREGSET, child, 1, P(vector)));
    vector[1] = 8;
    regs[0] = 1234;
    regs[1] = 5678;
    say("two registers", ptrace(SETREGSET, child, 1, P(vector)));
    say("r0", (s32)reg(child, 0));
    say("r1", (s32)reg(child, 1));
    say("mask of odd size", ptrace(GETSIGMASK, child, 4, P(regs)));
    say("thread area", ptrace(GET_THREAD_AREA, child, 0, P(&word)));
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 child = stopped_child();
    errors(child);
    ptrace(KILL, child, 0, 0);
    say_hex("killed", (u32)wait_status(child));
    say("gone", ptrace(CONT, child, 0, 0));

    /* Another user may not. */
    child = spinner();
    s32 status = 0;
    call4(NR_wait4, child, &status, WUNTRACED, 0);
    s32 stranger = fork_child();
    if (stranger == 0) {
        call1(213, 1000); /* setuid32 */
        leave(-ptrace(ATTACH, child, 0, 0));
    }
    say("stranger's errno", wait_status(stranger) >> 8);

    volatile u32 *collecting = (u32 *)call6(NR_mmap2, 0, 4096, PROT_READ | PROT_WRITE,
                                            MAP_SHARED | MAP_ANONYMOUS, (u32)-1, 0);
    /* A tracer that is not the parent collects the end first; its own death frees its tracees. */
    call2(NR_kill, child, SIGCONT);
    s32 tracer = fork_child();
    if (tracer == 0) {
        say("sibling attaches", ptrace(ATTACH, child, 0, 0));
        say_hex("sibling waits", (u32)wait_status(child));
        leave(0);
    }
    say("sibling", wait_status(tracer));
    nanos(100000);
    say("the tracee is still there", call4(NR_wait4, child, &status, WNOHANG, 0));
    tracer = fork_child();
    if (tracer == 0) {
        ptrace(ATTACH, child, 0, 0);
        wait_status(child);
        ptrace(CONT, child, 0, 0);
        call2(NR_kill, child, SIGTERM);
        say_hex("sibling sees", (u32)wait_status(child));
        ptrace(CONT, child, 0, SIGTERM);
        nanos(300000);
        *collecting = 1;
        s32 mine = wait_status(child);
        leave(mine == SIGTERM && wait_status(child) == -ECHILD ? 31 : 32);
    }
    status = wait_status(child);
    say("the parent does not collect before the tracer", (s32)*collecting);
    say_hex("it collects", (u32)status);
    say("sibling", wait_status(tracer) >> 8);

    /* PTRACE_O_EXITKILL. */
    child = spinner();
    call4(NR_wait4, child, &status, WUNTRACED, 0);
    tracer = fork_child();
    if (tracer == 0) {
        say("seize", ptrace(SEIZE, child, 0, O_EXITKILL));
        leave(0);
    }
    say_hex("dies with its tracer", (u32)wait_status(child));
    say("tracer", wait_status(tracer));

    /* A step into a handler stops before its first instruction; another call is put in. */
    child = fork_child();
    if (child == 0) {
        handle(SIGUSR1, handler, 0);
        handle(SIGUSR2, count, 0);
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGUSR1);
        say("child: handled", in_handler);
        s32 result = call0(NR_getpid);
        say("child: instead of getpid", result);
        leave(0);
    }
    say_hex("stop", (u32)wait_status(child));
    say("step with the signal", ptrace(SINGLESTEP, child, 0, SIGUSR1));
    say_hex("stop", (u32)wait_status(child));
    say("at the handler", reg(child, PC) == P(handler));
    say("its argument", (s32)reg(child, 0));
    ptrace(SINGLESTEP, child, 0, 0);
    say_hex("stop", (u32)wait_status(child));
    say("one further", reg(child, PC) == P(handler) + 4);
    s32 calls = 0, ended = 0;
    while (!ended) {
        ptrace(SYSCALL, child, 0, 0);
        status = wait_status(child);
        if ((status & 0xff) != 0x7f)
            break;
        if (reg(child, 7) == NR_getpid && reg(child, IP) == 0)
            say("set call", ptrace(SET_SYSCALL, child, 0, NR_getppid));
        if (reg(child, 7) == NR_getpid && reg(child, IP) == 1) {
            say("it was getppid", (s32)reg(child, 0) == call0(NR_getpid));
            set_reg(child, 0, 17);
        }
        calls++;
    }
    say("stops", calls);
    say_hex("end", (u32)status);
    return 0;
}
