/* A tracer that carries out the system calls of its child itself, as User Mode Linux does. */
#include "tiny.h"
#include "ptrace.h"

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        s32 pid = call0(NR_getpid);
        s32 uid = call2(1000, 3, 4);
        call3(NR_write, 1, "seen by the tracer only\n", 24);
        call1(NR_exit, pid + uid);
        for (;;)
            ;
    }
    wait_status(child);
    ptrace(SETOPTIONS, child, 0, O_SYSGOOD);
    for (s32 open = 1; open;) {
        ptrace(SYSEMU, child, 0, 0);
        s32 status = wait_status(child);
        if (status != ((SIGTRAP | 0x80) << 8 | 0x7f)) {
            say_hex("unexpected", status);
            break;
        }
        u32 regs[18];
        ptrace(GETREGS, child, 0, P(regs));
        say("emulates", (s32)regs[7]);
        switch (regs[7]) {
        case NR_getpid:
            regs[0] = 41;
            break;
        case 1000:
            regs[0] = regs[0] * regs[1];
            break;
        case NR_write:
            for (u32 i = 0; i < regs[2]; i++)
                put_char((char)(peek(child, regs[1] + i)));
            regs[0] = regs[2];
            break;
        case NR_exit:
            say("its exit", (s32)regs[0]);
            open = 0;
            break;
        }
        ptrace(SETREGS, child, 0, P(regs));
    }
    /* Emulated exit: it is in its endless loop. One instruction at a time, no call made. */
    for (s32 i = 0; i < 3; i++) {
        ptrace(SYSEMU_SINGLESTEP, child, 0, 0);
        say_hex("step", wait_status(child));
    }
    ptrace(CONT, child, 0, 0);
    nanos(100000);
    s32 status;
    say("runs", call4(NR_wait4, child, &status, WNOHANG, 0));
    call2(NR_kill, child, SIGUSR1);
    say_hex("stopped", wait_status(child));
    ptrace(CONT, child, 0, SIGUSR1);
    say_hex("end", wait_status(child));
    return 0;
}
