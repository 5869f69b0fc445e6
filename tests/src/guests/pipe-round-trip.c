/* Two processes pass a word to and fro through two pipes N times (default 100). */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    u32 rounds = argc > 1 ? parse_number(argv[1]) : 100;
    s32 to_child[2], to_parent[2];
    u32 word = 1;

    call2(NR_pipe2, to_child, 0);
    call2(NR_pipe2, to_parent, 0);
    s32 child = fork_child();
    if (child == 0) {
        call1(NR_close, to_child[1]);
        call1(NR_close, to_parent[0]);
        while (call3(NR_read, to_child[0], &word, 4) == 4) {
            word = word * 1664525u + 1013904223u;
            call3(NR_write, to_parent[1], &word, 4);
        }
        leave(7);
    }
    call1(NR_close, to_child[0]);
    call1(NR_close, to_parent[1]);
    for (u32 i = 0; i < rounds; i++) {
        call3(NR_write, to_child[1], &word, 4);
        call3(NR_read, to_parent[0], &word, 4);
    }
    call1(NR_close, to_child[1]);
    say_hex("word", word);
    say_hex("child status", (u32)wait_for(child));
    return 0;
}
