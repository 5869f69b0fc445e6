/* Forks a child that executes this same program again, N times (default 10). */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    if (argc > 2 && same(argv[1], "child"))
        return (s32)(parse_number(argv[2]) & 127);

    u32 rounds = argc > 1 ? parse_number(argv[1]) : 10;
    u32 sum = 0;
    for (u32 i = 0; i < rounds; i++) {
        s32 child = fork_child();
        if (child == 0) {
            char number[2] = {(char)('0' + i % 10), 0};
            char *const arguments[] = {argv[0], "child", number, 0};
            call3(NR_execve, "/proc/self/exe", arguments, arguments + 3);
            leave(99);
        }
        sum += (u32)wait_for(child) >> 8;
    }
    say("sum of exit statuses", (s32)sum);
    return 0;
}
