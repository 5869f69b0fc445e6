/* Sleeps and looks at the clock: time goes on by at least what was asked for. */
#include "tiny.h"

struct time {
    s32 seconds, nanoseconds;
};

static u64 now(s32 clock)
{
    struct time at;
    call2(NR_clock_gettime, clock, &at);
    return (u64)at.seconds * 1000000000u + (u32)at.nanoseconds;
}

static s32 program(s32 argc, char **argv)
{
    static const struct time lengths[] = {{0, 1}, {0, 1000000}, {0, 30000000}, {0, 0}};
    struct time left = {5, 5}, wrong = {0, 1000000000};
    s32 order[2];
    (void)argc;
    (void)argv;

    for (u32 i = 0; i < 4; i++) {
        u64 before = now(1);
        say("nanosleep", call2(NR_nanosleep, &lengths[i], &left));
        say("long enough", now(1) - before >= (u64)(u32)lengths[i].nanoseconds);
    }
    say("left stays", left.seconds);
    say("too many nanoseconds", call2(NR_nanosleep, &wrong, 0));
    u64 first = now(1), second = now(1);
    say("the monotonic clock does not step back", second >= first);
    say("after 2020", now(0) / 1000000000u > 1577836800u);
    say("no such clock", call2(NR_clock_gettime, 99, &left));

    call2(NR_pipe2, order, 0);
    static const char names[] = "abc";
    static const s32 milliseconds[] = {90, 20, 55};
    for (s32 i = 0; i < 3; i++)
        if (fork_child() == 0) {
            struct time pause = {0, milliseconds[i] * 1000000};
            call2(NR_nanosleep, &pause, 0);
            call3(NR_write, order[1], names + i, 1);
            leave(0);
        }
    call1(NR_close, order[1]);
    char who;
    put("wake order: ");
    while (call3(NR_read, order[0], &who, 1) == 1)
        put_char(who);
    put_char('\n');
    return 0;
}
