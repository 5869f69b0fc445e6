/* fork, exit and wait4: statuses, WNOHANG, waiting for any and for one, orphans, threads of time. */
#include "tiny.h"

enum { WNOHANG = 1 };

static s32 child_leaving(s32 status)
{
    s32 child = fork_child();
    if (child == 0)
        leave(status);
    return child;
}

static s32 sleeper(void)
{
    s32 child = fork_child();
    if (child == 0) {
        s32 pipe[2];
        char byte;
        call2(NR_pipe2, pipe, 0);
        call3(NR_read, pipe[0], &byte, 1);
        leave(1);
    }
    return child;
}

static s32 program(s32 argc, char **argv)
{
    static const s32 values[] = {0, 1, 2, 77, 127, 128, 200, 255, 256, 511, -1};
    s32 status = 0;
    (void)argc;
    (void)argv;

    for (u32 i = 0; i < sizeof values / sizeof *values; i++) {
        put("exit ");
        put_signed(values[i]);
        say_hex(" gives", (u32)wait_for(child_leaving(values[i])));
    }
    say("no children", call4(NR_wait4, -1, &status, 0, 0));
    say("no children, WNOHANG", call4(NR_wait4, -1, &status, WNOHANG, 0));
    s32 child = sleeper();
    say("not my child", call4(NR_wait4, child + 1000, &status, 0, 0));
    say("still running, WNOHANG", call4(NR_wait4, child, &status, WNOHANG, 0));
    say("kill with signal 0", call2(NR_kill, child, 0));
    say("kill", call2(NR_kill, child, SIGKILL));
    say("wait gives the child", call4(NR_wait4, child, &status, 0, 0) == child);
    say_hex("status", (u32)status & 0xff7f);
    say("kill a reaped child", call2(NR_kill, child, 0));
    say("bad signal", call2(NR_kill, call0(NR_getpid), 65));

    s32 first = child_leaving(1), second = child_leaving(2), third = child_leaving(3), sum = 0;
    say("second by name", call4(NR_wait4, second, &status, 0, 0) == second);
    say_hex("status", (u32)status);
    for (s32 i = 0; i < 2; i++) {
        s32 got = call4(NR_wait4, -1, &status, 0, 0);
        sum += got == first || got == third ? status >> 8 : 100;
    }
    say("the other two", sum);

    s32 pipe[2];
    u32 word = 0;
    call2(NR_pipe2, pipe, 0);
    child = fork_child();
    if (child == 0) {
        s32 parent = call0(NR_getpid);
        if (fork_child() == 0) {
            while (call0(NR_getppid) == parent)
                call0(NR_sched_yield);
            word = call0(NR_getppid) == 1;
            call3(NR_write, pipe[1], &word, 4);
            leave(9);
        }
        leave(4);
    }
    call1(NR_close, pipe[1]);
    say_hex("parent of an orphan", (u32)wait_for(child));
    call3(NR_read, pipe[0], &word, 4);
    say("the orphan's new parent is init", (s32)word);
    say("the orphan is not ours", call4(NR_wait4, -1, &status, 0, 0));
    return 42;
}
