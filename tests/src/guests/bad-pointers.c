/* Hands addresses to the kernel that the program may not use: each call answers EFAULT. */
#include "tiny.h"

enum { PAGE = 4096 };

static void say_call(const char *name, s32 result)
{
    say(name, result);
}

static s32 program(s32 argc, char **argv)
{
    u32 good[16] = {0};
    s32 pair[2];
    (void)argc;
    (void)argv;
    char *page = (char *)call6(NR_mmap2, 0, 2 * PAGE, 3, MAP_PRIVATE | MAP_ANONYMOUS, (u32)-1, 0);
    char *edge = page + PAGE;
    call2(NR_munmap, edge, PAGE);
    char *bad = (char *)16;
    call2(NR_pipe2, pair, 0);
    memset(page, 'x', PAGE);

    say_call("write from nowhere", call3(NR_write, pair[1], bad, 4));
    say_call("write across the edge", call3(NR_write, pair[1], edge - 4, 8) <= 4);
    say_call("write up to the edge", call3(NR_write, pair[1], edge - 4, 4));
    say_call("read to nowhere", call3(NR_read, pair[0], bad, 4));
    say_call("write of nothing from nowhere", call3(NR_write, pair[1], bad, 0));
    say_call("pipe2", call2(NR_pipe2, bad, 0));
    say_call("openat", call3(NR_openat, AT_FDCWD, bad, 0));
    say_call("openat, name runs over the edge", call3(NR_openat, AT_FDCWD, edge - 3, 0));
    say_call("chdir", call1(NR_chdir, bad));
    say_call("mkdir", call2(NR_mkdir, bad, 0));
    say_call("unlink", call1(NR_unlink, bad));
    say_call("access", call2(NR_access, bad, 0));
    say_call("stat64 name", call2(NR_stat64, bad, good));
    say_call("stat64 buffer", call2(NR_stat64, "/", bad));
    say_call("statx buffer", call5(NR_statx, AT_FDCWD, "/", 0, 0x7ff, bad));
    say_call("getcwd", call2(NR_getcwd, bad, 64));
    say_call("uname", call1(NR_uname, bad));
    say_call("readlink buffer", call3(NR_readlink, "/proc/self/exe", bad, 64));
    say_call("execve name", call3(NR_execve, bad, good, good));
    say_call("clock_gettime", call2(NR_clock_gettime, 1, bad));
    say_call("poll", call3(NR_poll, bad, 1, 0));
    say_call("select", call5(NR_select, 4, bad, 0, 0, good));
    say_call("writev", call3(NR_writev, pair[1], bad, 2));
    say_call("rt_sigaction", call4(NR_rt_sigaction, SIGUSR1, bad, 0, 8));
    say_call("rt_sigprocmask", call4(NR_rt_sigprocmask, 0, bad, 0, 8));
    say_call("getrandom", call3(NR_getrandom, bad, 8, 0));
    say_call("futex", call4(NR_futex, bad, 128, 0, 0));
    s32 child = fork_child();
    if (child == 0)
        leave(3);
    say_call("wait4", call4(NR_wait4, child, bad, 0, 0));
    say_call("the child is gone all the same", call4(NR_wait4, child, good, 0, 0));
    say_call("kernel addresses", call3(NR_write, pair[1], 0xffff0000u - 64, 4));
    return 0;
}
