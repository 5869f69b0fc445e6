/*
 * A family of processes writes to one pipe while others pass words round a ring of pipes. Prints sums
 * that every schedule gives; with the argument "order" also who came when, which the schedule decides.
 */
#include "tiny.h"

enum { WRITERS = 4, LINES = 6, RING = 3, LAPS = 4 };

struct record {
    u8 writer, line, padding[2];
};

static s32 ring[RING + 1][2];

static void write_lines(s32 pipe, u32 me)
{
    struct record record = {(u8)me, 0, {0, 0}};
    for (u32 i = 0; i < LINES; i++) {
        record.line = (u8)i;
        call3(NR_write, pipe, &record, sizeof record);
        if ((i + me) % 3 == 0)
            call0(NR_sched_yield);
        for (volatile u32 spin = 0; spin < 50 * me; spin++)
            ;
    }
    leave((s32)(me + 1));
}

static void pass_on(u32 me)
{
    u32 word;
    for (u32 i = 0; i <= RING; i++) {
        if (i != me)
            call1(NR_close, ring[i][0]);
        if (i != me + 1)
            call1(NR_close, ring[i][1]);
    }
    while (call3(NR_read, ring[me][0], &word, 4) == 4) {
        word = word * 3 + me;
        call3(NR_write, ring[me + 1][1], &word, 4);
    }
    leave(20);
}

static s32 program(s32 argc, char **argv)
{
    s32 ordered = argc > 1 && same(argv[1], "order"), lines[2], statuses = 0;
    struct record record;
    u32 next_line[WRITERS] = {0}, records = 0, in_order = 1, word = 1, order = 0;

    call2(NR_pipe2, lines, 0);
    for (u32 i = 0; i <= RING; i++)
        call2(NR_pipe2, ring[i], 0);
    for (u32 i = 0; i < WRITERS; i++)
        if (fork_child() == 0)
            write_lines(lines[1], i);
    for (u32 i = 0; i < RING; i++)
        if (fork_child() == 0) {
            call1(NR_close, lines[1]);
            pass_on(i);
        }
    call1(NR_close, lines[1]);
    for (u32 i = 0; i < LAPS; i++) {
        call3(NR_write, ring[0][1], &word, 4);
        call3(NR_read, ring[RING][0], &word, 4);
    }
    for (u32 i = 0; i <= RING; i++) {
        call1(NR_close, ring[i][0]);
        call1(NR_close, ring[i][1]);
    }
    while (call3(NR_read, lines[0], &record, sizeof record) == sizeof record) {
        records++;
        in_order &= record.line == next_line[record.writer]++;
        order = order * 31 + record.writer;
        if (ordered)
            put_char((char)('a' + record.writer));
    }
    if (ordered)
        put_char('\n');
    for (u32 i = 0; i < WRITERS + RING; i++)
        statuses += wait_for(-1) >> 8;
    say("records", (s32)records);
    say("each writer in order", (s32)in_order);
    say_hex("ring word", word);
    say("sum of statuses", statuses);
    if (ordered)
        say_hex("order", order);
    return 0;
}
