/* Three processes joined by two pipes: one counts, one squares, the first adds up. */
#include "tiny.h"

enum { COUNT = 12 };

static void square(s32 in, s32 out)
{
    u32 value;
    while (call3(NR_read, in, &value, 4) == 4) {
        value *= value;
        call3(NR_write, out, &value, 4);
    }
    leave(0);
}

static void count(s32 out)
{
    for (u32 value = 1; value <= COUNT; value++)
        call3(NR_write, out, &value, 4);
    leave(0);
}

static s32 program(s32 argc, char **argv)
{
    s32 numbers[2], squares[2];
    u32 value, sum = 0;
    (void)argc;
    (void)argv;

    call2(NR_pipe2, numbers, 0);
    call2(NR_pipe2, squares, 0);
    s32 counter = fork_child();
    if (counter == 0)
        count(numbers[1]);
    s32 squarer = fork_child();
    if (squarer == 0) {
        call1(NR_close, numbers[1]);
        call1(NR_close, squares[0]);
        square(numbers[0], squares[1]);
    }
    call1(NR_close, numbers[0]);
    call1(NR_close, numbers[1]);
    call1(NR_close, squares[1]);
    while (call3(NR_read, squares[0], &value, 4) == 4) {
        sum += value;
        say("square", (s32)value);
    }
    say("sum of squares", (s32)sum);
    say("counter left with", wait_for(counter));
    say("squarer left with", wait_for(squarer));
    return 0;
}
