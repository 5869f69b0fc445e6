/* A parent starts three children and collects them: two exit, one is killed. */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    s32 ready[2], children[3];
    (void)argc;
    (void)argv;

    call2(NR_pipe2, ready, 0);
    for (s32 i = 0; i < 3; i++) {
        children[i] = fork_child();
        if (children[i] == 0) {
            if (i == 2) {
                char byte;
                call1(NR_close, ready[1]);
                call3(NR_read, ready[0], &byte, 1); /* sleeps until it is killed */
            }
            leave(10 + i);
        }
    }
    call2(NR_kill, children[2], SIGTERM);
    for (s32 i = 0; i < 3; i++)
        say_hex("wait status", (u32)wait_for(children[i]));
    say("nobody is left to wait for", wait_for(-1));
    return 0;
}
