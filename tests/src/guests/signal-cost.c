/*
 * Sends itself SIGUSR1 N times (default 1000): kill, handler entry, sigreturn. With a restorer of
 * its own, as the C library has one: without, the way back is code on the stack.
 */
#include "tiny.h"

enum { SA_RESTORER = 0x04000000 };

static volatile u32 handled;

static void count(s32 signal)
{
    handled += signal == SIGUSR1;
}

extern char restore[];
__asm__(".globl restore\nrestore: mov r7, #119\nsvc #0\n");

static s32 program(s32 argc, char **argv)
{
    u32 rounds = argc > 1 ? parse_number(argv[1]) : 1000;
    u32 action[5] = {P(count), SA_RESTORER, P(restore), 0, 0};
    s32 self = call0(NR_getpid);

    call4(NR_rt_sigaction, SIGUSR1, action, 0, 8);
    for (u32 i = 0; i < rounds; i++)
        call2(NR_kill, self, SIGUSR1);
    say("handled", (s32)handled);
    return 0;
}
