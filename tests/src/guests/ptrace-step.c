/* Single steps: the addresses a tracer sees are those of the instructions, one by one, also over a
 * conditional instruction, a branch, a call, a system call and a page fault. */
#include "tiny.h"
#include "ptrace.h"

extern char step_start[], step_loop[], step_sub[], step_back[], step_svc[], step_after[],
    step_store[], step_end[];
__asm__(".text\n"
        ".global step_start, step_loop, step_sub, step_back, step_svc, step_after\n"
        ".global step_store, step_end\n"
        "step_start:\n"
        "  mov r4, #2\n"
        "step_loop:\n"
        "  subs r4, r4, #1\n"
        "  addeq r5, r5, #1\n"
        "  bne step_loop\n"
        "  bl step_sub\n"
        "step_back:\n"
        "  mov r7, #20\n"
        "step_svc:\n"
        "  svc #0\n"
        "step_after:\n"
        "  mov r6, r0\n"
        "step_store:\n"
        "  str r6, [r8]\n"
        "step_end:\n"
        "  b step_end\n"
        "step_sub:\n"
        "  mov r0, #9\n"
        "  bx lr\n");

static u32 page[2048] __attribute__((aligned(4096)));

static void step(s32 child)
{
    s32 result = ptrace(SINGLESTEP, child, 0, 0);
    if (result)
        say("step", result);
    s32 status = wait_status(child);
    if (status != (5 << 8 | 0x7f))
        say_hex("unexpected stop", status);
}

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
    set_reg(child, PC, P(step_start));
    set_reg(child, 5, 0);
    set_reg(child, 8, P(page + 1024));
    char *expected[] = {step_loop,      step_loop + 4,  step_loop + 8, step_loop,
                        step_loop + 4,  step_loop + 8,  step_loop + 12, step_sub,
                        step_sub + 4,   step_back,      step_svc,       step_after,
                        step_store,     step_end,       step_end,       step_end};
    u32 wrong = 0;
    for (u32 i = 0; i < sizeof expected / sizeof *expected; i++) {
        step(child);
        u32 pc = reg(child, PC);
        put_unsigned((pc - P(step_start)) / 4);
        put_char(' ');
        if (pc != P(expected[i]))
            wrong++;
    }
    put_char('\n');
    say("wrong", (s32)wrong);
    say("r5", (s32)reg(child, 5));
    say("getpid", (s32)reg(child, 6) == child);
    say("stored", (s32)peek(child, P(page + 1024)) == child);
    say("not in the parent", (s32)page[1024]);
    u32 info[32];
    say("siginfo", ptrace(GETSIGINFO, child, 0, P(info)));
    say("signal", (s32)info[0]);
    say("code", (s32)info[2]);
    say("address is pc", info[3] == reg(child, PC));

    /* Many steps in the endless loop, then let go and killed. */
    for (s32 i = 0; i < 1000; i++)
        step(child);
    say("still there", reg(child, PC) == P(step_end));
    say("kill", ptrace(KILL, child, 0, 0));
    say_hex("end", wait_status(child));
    return 0;
}
