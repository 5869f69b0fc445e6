/* What the ptrace guests share, beside tiny.h. */
#ifndef PTRACE_H
#define PTRACE_H
#include "tiny.h"

enum { NR_ptrace = 26, NR_pause = 29, NR_rt_sigreturn = 173, NR_rt_sigsuspend = 179,
       NR_vfork = 190, NR_waitid = 280, NR_tgkill = 268, NR_set_tid = 256 };
enum { TRACEME = 0, PEEKTEXT = 1, PEEKDATA = 2, PEEKUSR = 3, POKETEXT = 4, POKEDATA = 5,
       POKEUSR = 6, CONT = 7, KILL = 8, SINGLESTEP = 9, GETREGS = 12, SETREGS = 13, ATTACH = 16,
       DETACH = 17, GET_THREAD_AREA = 22, SET_SYSCALL = 23, SYSCALL = 24, SYSEMU = 31,
       SYSEMU_SINGLESTEP = 32, SETOPTIONS = 0x4200, GETEVENTMSG = 0x4201, GETSIGINFO = 0x4202,
       SETSIGINFO = 0x4203, GETREGSET = 0x4204, SETREGSET = 0x4205, SEIZE = 0x4206,
       INTERRUPT = 0x4207, LISTEN = 0x4208, GETSIGMASK = 0x420a, SETSIGMASK = 0x420b };
enum { O_SYSGOOD = 1, O_FORK = 2, O_VFORK = 4, O_CLONE = 8, O_EXEC = 16, O_VFORKDONE = 32,
       O_EXIT = 64, O_EXITKILL = 1 << 20 };
enum { WNOHANG = 1, WUNTRACED = 2, WALL = 0x40000000 };
enum { SIGSTOP = 19, SIGTSTP = 20, SIGVTALRM = 26 };
enum { ESRCH = 3, EPERM = 1, EIO = 5, EINVAL = 22 };
enum { IP = 12, SP = 13, LR = 14, PC = 15, CPSR = 16, ORIG_R0 = 17 };

static inline s32 ptrace(s32 request, s32 pid, u32 address, u32 data)
{
    return call4(NR_ptrace, request, pid, address, data);
}

/* Waits for a stop or an end; says what it was. */
static inline s32 wait_status(s32 pid)
{
    s32 status = -1;
    s32 got;
    do {
        got = call4(NR_wait4, pid, &status, WALL, 0);
    } while (got == -EINTR);
    return got < 0 ? got : status;
}

static inline u32 peek(s32 pid, u32 address)
{
    u32 word = 0xdeadbeef;
    ptrace(PEEKDATA, pid, address, P(&word));
    return word;
}

static inline u32 reg(s32 pid, u32 index)
{
    u32 word = 0xdeadbeef;
    ptrace(PEEKUSR, pid, 4 * index, P(&word));
    return word;
}

static inline void set_reg(s32 pid, u32 index, u32 value)
{
    ptrace(POKEUSR, pid, 4 * index, value);
}

static inline void nanos(u32 ns)
{
    u32 time[2] = {0, ns};
    call2(NR_nanosleep, time, 0);
}

/* rt_sigaction with a handler that gets the signal number; SA_RESTORER. */
__attribute__((naked, used)) static void restorer(void)
{
    __asm__ volatile("mov r7, #173\n svc #0");
}

static inline void handle(s32 signal, void (*handler)(s32), u32 flags)
{
    u32 action[5] = {P(handler), 0x04000000 | 4 | flags, P(restorer), 0, 0};
    call4(NR_rt_sigaction, signal, action, 0, 8);
}
#endif
