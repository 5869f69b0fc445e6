/* Single steps of a thread that somebody floods with signals, all of which the tracer takes away: no
 * step is lost and none is done twice. */
#include "tiny.h"
#include "ptrace.h"

enum { STEPS = 400 };

extern char flood_loop[];
__asm__(".text\n"
        ".global flood_loop\n"
        "flood_loop:\n"
        "  add r4, r4, #1\n"
        "  add r5, r5, r4\n"
        "  b flood_loop\n");

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        leave(1);
    }
    wait_status(child);
    set_reg(child, PC, P(flood_loop));
    set_reg(child, 4, 0);
    set_reg(child, 5, 0);
    s32 flooder = fork_child();
    if (flooder == 0) {
        for (u32 i = 0;; i++) {
            call2(NR_kill, child, i & 1 ? SIGUSR1 : SIGUSR2);
            nanos(1000 * (i % 97));
        }
    }
    s32 steps = 0, signals = 0, wrong = 0, strange = 0;
    while (steps < STEPS || signals == 0) {
        ptrace(SINGLESTEP, child, 0, 0);
        s32 status = wait_status(child);
        if (status == (SIGTRAP << 8 | 0x7f)) {
            steps++;
            if (reg(child, PC) != P(flood_loop) + 4 * ((u32)steps % 3))
                wrong++;
        } else if (status == (SIGUSR1 << 8 | 0x7f) || status == (SIGUSR2 << 8 | 0x7f)) {
            signals++;
        } else {
            strange++;
            say_hex("strange", (u32)status);
        }
    }
    say("signals came", signals > 0);
    say("wrong places", wrong);
    say("strange stops", strange);
    say("r4 as counted", (s32)reg(child, 4) == (steps + 2) / 3);
    call2(NR_kill, flooder, SIGKILL);
    say_hex("flooder", (u32)wait_status(flooder));
    ptrace(KILL, child, 0, 0);
    say_hex("end", (u32)wait_status(child));
    return 0;
}
