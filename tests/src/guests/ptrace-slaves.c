/* The shape of User Mode Linux's userspace(): a tracing parent that waits, two slaves that never give
 * the processor up, and an interval timer of the slave's time whose SIGVTALRM the tracer sees and
 * takes as its clock. Calls of the slaves are emulated. */
#include "tiny.h"
#include "ptrace.h"

enum { SLAVES = 2, TURNS = 6 };

static volatile u32 turns;

static s32 slave(s32 index)
{
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        /* ITIMER_VIRTUAL: 2 ms of its own time, again and again. */
        u32 timer[4] = {0, 2000, 0, 2000};
        call3(104, 1, timer, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        call1(1000 + index, 0);
        for (;;)
            turns++;
    }
    wait_status(child);
    return child;
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 slaves[SLAVES];
    u32 seen[SLAVES];
    s32 ticks[SLAVES] = {0, 0};
    for (s32 i = 0; i < SLAVES; i++) {
        slaves[i] = slave(i);
        ptrace(SETOPTIONS, slaves[i], 0, O_SYSGOOD | O_EXITKILL);
        seen[i] = 0;
    }
    s32 running = 0, went_on = 0;
    for (s32 turn = 0; turn < TURNS;) {
        s32 child = slaves[running];
        ptrace(SYSEMU, child, 0, 0);
        s32 status = wait_status(child);
        if (status == ((SIGTRAP | 0x80) << 8 | 0x7f)) {
            say("slave's call", (s32)reg(child, 7) - 1000);
            set_reg(child, 0, 0);
        } else if (status == (SIGVTALRM << 8 | 0x7f)) {
            u32 now = peek(child, P(&turns));
            went_on += now > seen[running];
            seen[running] = now;
            ticks[running]++;
            turn++;
            running = (running + 1) % SLAVES; /* schedule() */
        } else {
            say_hex("strange", (u32)status);
            leave(1);
        }
    }
    say("ticks of the first", ticks[0]);
    say("ticks of the second", ticks[1]);
    say("each turn one went on", went_on == TURNS);
    say("the parent's own count", (s32)turns);
    return 0;
}
