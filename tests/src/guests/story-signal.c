/*
 * The program of the stories in docs/stories: a parent in user mode gets SIGUSR1 from its child.
 * usage: story-signal MODE    what the parent does at the moment the signal comes:
 *   call    a system call         fault   touches a page that is not there
 *   stack   has its handler's frame go to a page that is not there
 *   exec    runs another program
 * Then it looks, without another system call, whether its handler has run.
 */
#include "tiny.h"

enum { NR_madvise = 220, MADV_DONTNEED = 4, PAGE = 4096, SPIN = 2000 };

static volatile u32 handled;
static char pages[4 * PAGE] __attribute__((aligned(4096)));

static void count(s32 signal)
{
    handled += signal == SIGUSR1;
}

/* Moves the stack pointer to the end of a page that is gone, looks, and comes back. */
static void look_on_missing_stack(char *end)
{
    __asm__ volatile("mov r4, sp\n"
                     "mov sp, %0\n"
                     "1: subs %1, %1, #1\n"
                     "bne 1b\n"
                     "mov sp, r4\n"
                     :
                     : "r"(end), "r"(SPIN)
                     : "r4", "cc", "memory");
}

static s32 program(s32 argc, char **argv)
{
    u32 action[5] = {P(count), 0, 0, 0, 0};
    char mode = argc > 1 ? argv[1][0] : 'c';
    s32 parent = call0(NR_getpid);
    s32 child;
    char *arguments[] = {argv[0], (char *)"after", 0}, *none[] = {0};

    if (mode == 'a') {
        put("runs the new program\n");
        return 0;
    }
    call4(NR_rt_sigaction, SIGUSR1, action, 0, 8);
    call3(NR_madvise, pages, sizeof pages, MADV_DONTNEED);
    child = fork_child();
    if (child == 0) {
        if (mode != 'e')
            call2(NR_kill, parent, SIGUSR1);
        leave(0);
    }
    if (mode != 'f')
        handled = 0; /* its page is the parent's own again */
    if (mode == 'c')
        call0(NR_getppid);
    if (mode == 'f')
        pages[PAGE] = 1;
    if (mode == 's')
        look_on_missing_stack(pages + 3 * PAGE);
    if (mode == 'e')
        call3(NR_execve, argv[0], arguments, none);
    for (u32 i = 0; i < SPIN && handled == 0; i++)
        __asm__ volatile("" ::: "memory");
    u32 seen = handled;
    put(seen ? "handled\n" : "not handled before the next system call\n");
    wait_for(child);
    return 0;
}
