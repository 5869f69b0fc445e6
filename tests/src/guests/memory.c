/* mmap, munmap, mprotect, brk, and copy-on-write between parent and child. */
#include "tiny.h"

enum { PAGE = 4096 };

static u32 data_word = 11;
static u32 bss_word;

static s32 map(u32 address, u32 size, s32 rights, s32 flags)
{
    return call6(NR_mmap2, address, size, (u32)rights, (u32)flags, (u32)-1, 0);
}

/* The wait status of a child that touches the address. */
static s32 touch(volatile u32 *address, s32 write)
{
    s32 child = fork_child();
    if (child == 0) {
        if (write)
            *address = 1;
        else
            (void)*address;
        leave(0);
    }
    return wait_for(child) & 0xff7f;
}

static void copy_on_write(void)
{
    volatile u32 stack_word = 22;
    volatile u32 *private = (u32 *)map(0, PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS);
    volatile u32 *shared = (u32 *)map(0, PAGE, 3, MAP_SHARED | MAP_ANONYMOUS);
    private[5] = 33;
    shared[5] = 44;
    s32 child = fork_child();
    if (child == 0) {
        s32 saw = data_word == 11 && stack_word == 22 && private[5] == 33 && shared[5] == 44;
        data_word = bss_word = stack_word = private[5] = 1;
        shared[5] = 55;
        leave(saw);
    }
    say_hex("child saw its parent's words", (u32)wait_for(child));
    say("data stays", (s32)data_word);
    say("bss stays", (s32)bss_word);
    say("stack stays", (s32)stack_word);
    say("private stays", (s32)private[5]);
    say("shared changes", (s32)shared[5]);
    child = fork_child();
    if (child == 0) {
        call1(NR_getppid, 0);
        for (u32 i = 0; i < 1000 && private[5] == 33; i++)
            call0(NR_sched_yield);
        leave(private[5] == 33);
    }
    private[5] = 66;
    say_hex("parent's later write is not seen", (u32)wait_for(child));
}

static void rights(void)
{
    u32 *page = (u32 *)map(0, 3 * PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS);
    page[0] = page[1024] = page[2048] = 7;
    say("all zero at first", (s32)page[1]);
    say("read", touch(page, 0));
    say("mprotect read only", call3(NR_mprotect, page + 1024, PAGE, PROT_READ));
    say("write before it", touch(page, 1));
    say("write to it", touch(page + 1024, 1));
    say("read it", touch(page + 1024, 0));
    say("write behind it", touch(page + 2048, 1));
    say("mprotect none", call3(NR_mprotect, page + 1024, PAGE, PROT_NONE));
    say("read it", touch(page + 1024, 0));
    say("mprotect back", call3(NR_mprotect, page + 1024, PAGE, 3));
    say("contents stay", (s32)page[1024]);
    say("munmap", call2(NR_munmap, page + 1024, PAGE));
    say("read it", touch(page + 1024, 0));
    say("neighbours stay", (s32)(page[0] + page[2048]));
    say("fixed map into the hole",
        map((u32)(page + 1024), PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED) ==
            (s32)(page + 1024));
    say("zero again", (s32)page[1024]);
    say("munmap odd address", call2(NR_munmap, (u32)page + 1, PAGE));
    say("mmap of nothing", map(0, 0, 3, MAP_PRIVATE | MAP_ANONYMOUS));
    say("null read", touch((u32 *)0, 0));
    say("null write", touch((u32 *)0, 1));
}

static void heap(void)
{
    u32 start = (u32)call1(NR_brk, 0);
    u32 end = (u32)call1(NR_brk, start + 5 * PAGE + 12);
    say("brk grew by", (s32)(end - start));
    u32 *words = (u32 *)((start + 7) & ~7u);
    u32 sum = 0;
    for (u32 i = 0; i < 5 * PAGE / 4; i++)
        sum |= words[i];
    say("new heap is zero", (s32)sum);
    words[4 * 1024] = 9;
    call1(NR_brk, start);
    call1(NR_brk, start + 5 * PAGE);
    say("given back and zero again", (s32)words[4 * 1024]);
}

static s32 program(s32 argc, char **argv)
{
    (void)argc;
    (void)argv;
    copy_on_write();
    rights();
    heap();
    return 0;
}
