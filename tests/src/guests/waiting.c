/* Pipes, poll and select: what is ready, what blocks, what a closed end gives. */
#include "tiny.h"

struct pollfd {
    s32 fd;
    short events;
    short revents;
};

struct time {
    s32 seconds, fraction;
};

static char block[4096];

static void say_poll(const char *what, s32 fd, s32 events, s32 timeout)
{
    struct pollfd one = {fd, (short)events, 0};
    s32 ready = call3(NR_poll, &one, 1, timeout);
    put(what);
    put(": ");
    put_signed(ready);
    put(" revents ");
    put_hex((u32)one.revents);
    put_char('\n');
}

static void say_select(const char *what, s32 highest, u32 read, u32 write)
{
    u32 readers[32] = {read}, writers[32] = {write};
    struct time never = {0, 0};
    s32 ready = call5(NR_select, highest + 1, readers, writers, 0, &never);
    put(what);
    put(": ");
    put_signed(ready);
    put(readers[0] ? " readable" : " -");
    put(writers[0] ? " writable" : " -");
    put_char('\n');
}

static void full_pipe(void)
{
    s32 pipe[2], written = 0, n;
    call2(NR_pipe2, pipe, O_NONBLOCK);
    say("empty pipe", call3(NR_read, pipe[0], block, 1));
    while ((n = call3(NR_write, pipe[1], block, sizeof block)) > 0)
        written += n;
    say("a pipe holds", written);
    say("then", n);
    say_poll("full: poll for writing", pipe[1], 4, 0);
    call3(NR_read, pipe[0], block, sizeof block);
    say_poll("one page free: poll for writing", pipe[1], 4, 0);
    say("short write", call3(NR_write, pipe[1], block, 4096));
    call1(NR_close, pipe[0]);
    call1(NR_close, pipe[1]);
}

static void closed_ends(void)
{
    s32 pipe[2];
    u32 ignore[5] = {1, 0, 0, 0, 0};
    call2(NR_pipe2, pipe, 0);
    call3(NR_write, pipe[1], "ab", 2);
    call1(NR_close, pipe[1]);
    say_poll("closed, two bytes left", pipe[0], 1, -1);
    say("read", call3(NR_read, pipe[0], block, 10));
    say_poll("closed and empty", pipe[0], 1, -1);
    say("read", call3(NR_read, pipe[0], block, 10));
    say_poll("no such descriptor", pipe[1], 1, -1);
    call1(NR_close, pipe[0]);

    call2(NR_pipe2, pipe, 0);
    call1(NR_close, pipe[0]);
    say_poll("no reader", pipe[1], 4, -1);
    call4(NR_rt_sigaction, SIGPIPE, ignore, 0, 8);
    say("write without reader, SIGPIPE ignored", call3(NR_write, pipe[1], "x", 1));
    ignore[0] = 0;
    call4(NR_rt_sigaction, SIGPIPE, ignore, 0, 8);
    s32 child = fork_child();
    if (child == 0) {
        call3(NR_write, pipe[1], "x", 1);
        leave(0);
    }
    say_hex("write without reader, SIGPIPE default", (u32)wait_for(child));
    call1(NR_close, pipe[1]);
}

static void blocking(void)
{
    s32 pipe[2];
    call2(NR_pipe2, pipe, 0);
    s32 child = fork_child();
    if (child == 0) {
        struct time pause = {0, 20 * 1000 * 1000};
        call1(NR_close, pipe[0]);
        call2(NR_nanosleep, &pause, 0);
        call3(NR_write, pipe[1], "one", 3);
        call2(NR_nanosleep, &pause, 0);
        for (u32 i = 0; i < 40; i++)
            call3(NR_write, pipe[1], block, sizeof block);
        leave(5);
    }
    call1(NR_close, pipe[1]);
    say_poll("nothing yet", pipe[0], 1, 0);
    say_poll("poll until the child writes", pipe[0], 1, -1);
    say("read", call3(NR_read, pipe[0], block, 10));
    s32 total = 0, n;
    while ((n = call3(NR_read, pipe[0], block, sizeof block)) > 0)
        total += n;
    say("the rest, more than the pipe holds", total);
    say_hex("child", (u32)wait_for(child));
    call1(NR_close, pipe[0]);
}

static s32 program(s32 argc, char **argv)
{
    s32 pipe[2];
    (void)argc;
    (void)argv;
    call2(NR_pipe2, pipe, 0);
    say_poll("poll empty", pipe[0], 1, 0);
    say_poll("poll empty for 5 ms", pipe[0], 1, 5);
    say_poll("poll for writing", pipe[1], 4, 0);
    say_select("select empty", pipe[1], 1u << pipe[0], 1u << pipe[1]);
    call3(NR_write, pipe[1], "x", 1);
    say_poll("poll one byte", pipe[0], 1, 0);
    say_select("select one byte", pipe[1], 1u << pipe[0], 0);
    say("poll of nothing", call3(NR_poll, 0, 0, 3));
    call1(NR_close, pipe[0]);
    call1(NR_close, pipe[1]);
    full_pipe();
    closed_ends();
    blocking();
    return 0;
}
