/* Calls getppid N times (default 1000): the cost of a system call that does nothing. */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    u32 rounds = argc > 1 ? parse_number(argv[1]) : 1000;
    s32 parent = call0(NR_getppid);
    u32 same_parent = 0;

    for (u32 i = 0; i < rounds; i++)
        same_parent += call0(NR_getppid) == parent;
    say("getppid agreed", (s32)same_parent);
    return 0;
}
