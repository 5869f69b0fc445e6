/*
 * What the sig-* programs share: results of calls as text, and the calls glibc hides. A program
 * prints facts only, so that it says the same on Linux, under qemu-arm and on the machine.
 */
#ifndef SIG_COMMON_H
#define SIG_COMMON_H

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

typedef unsigned long long u64;

struct kernel_action {
    void *handler;
    unsigned flags;
    void *restorer;
    unsigned mask[2];
};

/* "what -> 3" or "what -> EINVAL" on a line; the result comes back. */
__attribute__((unused)) static long show(const char *what, long result)
{
    if (result == -1)
        printf("%s -> %s\n", what, strerrorname_np(errno));
    else
        printf("%s -> %ld\n", what, result);
    fflush(stdout);
    return result;
}
#define SHOW(call) show(#call, call)

__attribute__((unused)) static u64 bit(int signal)
{
    return 1ull << (signal - 1);
}

__attribute__((unused)) static sigset_t set_of(u64 bits)
{
    sigset_t set;
    sigemptyset(&set);
    memcpy(&set, &bits, 8);
    return set;
}

__attribute__((unused)) static long raw_mask(int how, const u64 *set, u64 *old)
{
    return syscall(SYS_rt_sigprocmask, how, set, old, 8);
}

__attribute__((unused)) static u64 mask_now(void)
{
    u64 old = 0;
    raw_mask(0, NULL, &old);
    return old;
}

__attribute__((unused)) static void block(u64 bits)
{
    raw_mask(SIG_BLOCK, &bits, NULL);
}

__attribute__((unused)) static void unblock(u64 bits)
{
    raw_mask(SIG_UNBLOCK, &bits, NULL);
}

__attribute__((unused)) static u64 pending_now(void)
{
    u64 set = 0;
    syscall(SYS_rt_sigpending, &set, 8);
    return set;
}

__attribute__((unused)) static void handle(int signal, void *handler, int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = (void (*)(int, siginfo_t *, void *))handler;
    action.sa_flags = flags;
    sigaction(signal, &action, NULL);
}

/* Takes one signal of a set without waiting; its number, or -1 and EAGAIN. */
__attribute__((unused)) static int take(u64 bits, siginfo_t *info)
{
    struct timespec now = {0, 0};
    return (int)syscall(SYS_rt_sigtimedwait, &bits, info, &now, 8);
}

__attribute__((unused)) static void nap(int milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (nanosleep(&time, &time) == -1 && errno == EINTR)
        continue;
}

/* A child that runs a function and leaves with its result. */
__attribute__((unused)) static pid_t child(int (*work)(void))
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        int status = work();
        fflush(stdout);
        _exit(status);
    }
    return pid;
}

/* Wait status without the core bit: whether a core is dumped is the host's affair. */
__attribute__((unused)) static void show_end(const char *what, pid_t pid)
{
    int status = -1;
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
        continue;
    printf("%s: %s %d\n", what, WIFEXITED(status) ? "exited" : "killed by",
           WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
    fflush(stdout);
}

#endif
