/* Forks a child that exits at once and waits for it, N times (default 20). */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    u32 rounds = argc > 1 ? parse_number(argv[1]) : 20;
    u32 sum = 0;

    for (u32 i = 0; i < rounds; i++) {
        s32 child = fork_child();
        if (child == 0)
            leave((s32)(i & 127));
        sum += (u32)wait_for(child) >> 8;
    }
    say("sum of exit statuses", (s32)sum);
    return 0;
}
