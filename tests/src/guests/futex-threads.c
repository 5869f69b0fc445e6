/*
 * Threads made with a raw clone share memory: a counter under a futex mutex (kuser compare and
 * set), a hand-over of turns, and the exit word that the kernel clears and wakes.
 */
#include "tiny.h"

enum { THREADS = 4, TURNS = 200, STACK_WORDS = 4096 };
enum { FUTEX_WAIT = 128, FUTEX_WAKE = 129, FUTEX_WAIT_SHARED = 0 };
enum { CLONE_THREAD_FLAGS = 0x100 | 0x200 | 0x400 | 0x800 | 0x10000 | 0x40000 | 0x100000 | 0x200000 };

static u32 stacks[THREADS][STACK_WORDS] __attribute__((aligned(8)));
static volatile u32 alive[THREADS];
static volatile u32 mutex, counter, turn, wrong_turns;

typedef s32 (*compare_and_set_helper)(u32 old, u32 new, volatile u32 *word);
#define compare_and_set ((compare_and_set_helper)0xffff0fc0)

static s32 was(u32 expected, u32 new, volatile u32 *word)
{
    return compare_and_set(expected, new, word) == 0;
}

static void lock(void)
{
    while (!was(0, 1, &mutex)) {
        if (mutex == 2 || was(1, 2, &mutex))
            call4(NR_futex, &mutex, FUTEX_WAIT, 2, 0);
        while (mutex == 0 && was(0, 2, &mutex))
            return;
    }
}

static void unlock(void)
{
    u32 old;
    do
        old = mutex;
    while (!was(old, 0, &mutex));
    if (old == 2)
        call3(NR_futex, &mutex, FUTEX_WAKE, 1);
}

__attribute__((used, noreturn)) static void thread(u32 me)
{
    for (u32 i = 0; i < TURNS; i++) {
        lock();
        u32 seen = counter;
        if (i % 50 == 49)
            call0(NR_sched_yield);
        counter = seen + 1;
        unlock();
    }
    for (u32 i = 0; i < 5; i++) {
        u32 now;
        while ((now = turn) % THREADS != me)
            call4(NR_futex, &turn, FUTEX_WAIT, now, 0);
        wrong_turns += turn != now;
        turn = now + 1;
        call3(NR_futex, &turn, FUTEX_WAKE, 100);
    }
    for (;;)
        call1(NR_exit, 0);
}

/* r0 flags, r1 stack, r2 parent tid, r3 tls, r4 child tid; the child pops its number and runs. */
s32 start_thread(u32 flags, u32 *stack, volatile u32 *parent, u32 tls, volatile u32 *child);
__asm__("start_thread: push {r4, r7, lr}\n"
        "              ldr r4, [sp, #12]\n"
        "              mov r7, #120\n"
        "              svc #0\n"
        "              cmp r0, #0\n"
        "              popne {r4, r7, pc}\n"
        "              pop {r0, r1}\n"
        "              b thread\n");

static s32 program(s32 argc, char **argv)
{
    s32 known = 1;
    (void)argc;
    (void)argv;

    for (u32 i = 0; i < THREADS; i++) {
        u32 *stack = stacks[i] + STACK_WORDS - 2;
        stack[0] = i;
        alive[i] = 1;
        s32 id = start_thread(CLONE_THREAD_FLAGS | 0x1000000, stack, alive + i, 0, alive + i);
        known &= id > 0;
    }
    say("threads started", known);
    for (u32 i = 0; i < THREADS; i++) {
        u32 id;
        while ((id = alive[i]) != 0)
            call4(NR_futex, alive + i, FUTEX_WAIT_SHARED, id, 0);
    }
    say("counter", (s32)counter);
    say("turns", (s32)turn);
    say("wrong turns", (s32)wrong_turns);
    say("futex wait on another value", call4(NR_futex, &turn, FUTEX_WAIT, 0, 0));
    s32 short_time[2] = {0, 2000000};
    say("futex wait until the time is up", call4(NR_futex, &mutex, FUTEX_WAIT, 0, short_time));
    say("futex wake of nobody", call3(NR_futex, &turn, FUTEX_WAKE, 1));
    return 0;
}
