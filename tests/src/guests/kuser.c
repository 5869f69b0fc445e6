/* The helper page at 0xffff0000: version, compare and set, barrier, thread pointer. */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    volatile u32 word = 5;
    s32 (*compare)(u32, u32, volatile u32 *) = (void *)0xffff0fc0;
    u32 (*thread_pointer)(void) = (void *)0xffff0fe0;
    void (*barrier)(void) = (void *)0xffff0fa0;
    s32 (*compare64)(const u64 *, const u64 *, volatile u64 *) = (void *)0xffff0f60;
    volatile u64 wide = 0x1122334455667788ull;
    u64 old = 0x1122334455667788ull, new = 0x99aabbccddeeff00ull;
    (void)argc;
    (void)argv;

    say("version is at least 5", *(volatile s32 *)0xffff0ffc >= 5);
    say("compare and set, equal", compare(5, 6, &word) == 0);
    say("word", (s32)word);
    say("compare and set, different", compare(5, 7, &word) == 0);
    say("word", (s32)word);
    say("compare and set of 64 bits, equal", compare64(&old, &new, &wide) == 0);
    say_hex("high word", (u32)(wide >> 32));
    say("compare and set of 64 bits, different", compare64(&old, &new, &wide) == 0);
    barrier();
    call1(NR_set_tls, 0x12345678);
    say_hex("thread pointer", thread_pointer());
    return 0;
}
