/*
 * The least a guest program needs, without a C library: system calls of the ARM EABI, numbers to
 * text, and a start routine. Programs built on it are a few KiB and make exactly the system calls
 * they spell out.
 */
#ifndef TINY_H
#define TINY_H

typedef unsigned int u32;
typedef int s32;
typedef unsigned char u8;
typedef unsigned long long u64;

enum {
    NR_exit = 1, NR_read = 3, NR_write = 4, NR_close = 6, NR_unlink = 10, NR_execve = 11,
    NR_chdir = 12, NR_getpid = 20, NR_access = 33, NR_kill = 37, NR_mkdir = 39, NR_brk = 45,
    NR_dup2 = 63, NR_getppid = 64, NR_readlink = 85, NR_munmap = 91, NR_wait4 = 114,
    NR_clone = 120, NR_uname = 122, NR_mprotect = 125, NR_select = 142, NR_writev = 146,
    NR_sched_yield = 158, NR_nanosleep = 162, NR_poll = 168, NR_rt_sigaction = 174,
    NR_rt_sigprocmask = 175, NR_getcwd = 183, NR_mmap2 = 192, NR_stat64 = 195, NR_gettid = 224,
    NR_getdents64 = 217, NR_futex = 240, NR_exit_group = 248, NR_set_tid_address = 256,
    NR_clock_gettime = 263, NR_openat = 322, NR_pipe2 = 359, NR_getrandom = 384, NR_statx = 397,
    NR_clock_gettime64 = 403, NR_set_tls = 0xf0005
};

enum { EINTR = 4, EBADF = 9, ECHILD = 10, EAGAIN = 11, EFAULT = 14, EPIPE = 32 };
enum { SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGILL = 4, SIGTRAP = 5, SIGABRT = 6, SIGBUS = 7,
       SIGFPE = 8, SIGKILL = 9, SIGUSR1 = 10, SIGSEGV = 11, SIGUSR2 = 12, SIGPIPE = 13,
       SIGALRM = 14, SIGTERM = 15, SIGCHLD = 17, SIGCONT = 18, SIGURG = 23, SIGWINCH = 28 };
enum { PROT_NONE = 0, PROT_READ = 1, PROT_WRITE = 2, PROT_EXEC = 4 };
enum { MAP_SHARED = 1, MAP_PRIVATE = 2, MAP_FIXED = 16, MAP_ANONYMOUS = 32 };
enum { O_NONBLOCK = 04000, O_RDONLY = 0, O_WRONLY = 1, O_RDWR = 2, O_CREAT = 0100 };
enum { AT_FDCWD = -100 };

static inline s32 call6(s32 number, u32 a, u32 b, u32 c, u32 d, u32 e, u32 f)
{
    register u32 r0 __asm__("r0") = a;
    register u32 r1 __asm__("r1") = b;
    register u32 r2 __asm__("r2") = c;
    register u32 r3 __asm__("r3") = d;
    register u32 r4 __asm__("r4") = e;
    register u32 r5 __asm__("r5") = f;
    register s32 r7 __asm__("r7") = number;
    __asm__ volatile("svc #0"
                     : "+r"(r0)
                     : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r7)
                     : "memory");
    return (s32)r0;
}

#define P(x) ((u32)(x))
#define call0(n) call6(n, 0, 0, 0, 0, 0, 0)
#define call1(n, a) call6(n, P(a), 0, 0, 0, 0, 0)
#define call2(n, a, b) call6(n, P(a), P(b), 0, 0, 0, 0)
#define call3(n, a, b, c) call6(n, P(a), P(b), P(c), 0, 0, 0)
#define call4(n, a, b, c, d) call6(n, P(a), P(b), P(c), P(d), 0, 0)
#define call5(n, a, b, c, d, e) call6(n, P(a), P(b), P(c), P(d), P(e), 0)

static inline u32 length(const char *s)
{
    u32 n = 0;
    while (s[n])
        n++;
    return n;
}

/* One line is gathered here and leaves in one write, so that writers do not cut each other. */
static char line[512];
static u32 line_used;

static inline void flush(void)
{
    if (line_used)
        call3(NR_write, 1, line, line_used);
    line_used = 0;
}

static inline void put_char(char c)
{
    if (line_used == sizeof line)
        flush();
    line[line_used++] = c;
    if (c == '\n')
        flush();
}

static inline void put(const char *s)
{
    while (*s)
        put_char(*s++);
}

static inline void put_unsigned(u32 value)
{
    char digits[10];
    u32 n = 0;
    do {
        digits[n++] = '0' + value % 10;
        value /= 10;
    } while (value);
    while (n)
        put_char(digits[--n]);
}

static inline void put_signed(s32 value)
{
    if (value < 0) {
        put_char('-');
        put_unsigned(0u - (u32)value);
    } else {
        put_unsigned(value);
    }
}

static inline void put_hex(u32 value)
{
    for (s32 shift = 28; shift >= 0; shift -= 4)
        put_char("0123456789abcdef"[(value >> shift) & 15]);
}

/* "what: value" on a line of its own. */
static inline void say(const char *what, s32 value)
{
    put(what);
    put(": ");
    put_signed(value);
    put_char('\n');
}

static inline void say_hex(const char *what, u32 value)
{
    put(what);
    put(": ");
    put_hex(value);
    put_char('\n');
}

static inline u32 parse_number(const char *s)
{
    u32 value = 0;
    while (*s >= '0' && *s <= '9')
        value = value * 10 + (u32)(*s++ - '0');
    return value;
}

static inline s32 same(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return *a == *b;
}

static inline s32 fork_child(void)
{
    s32 child = call5(NR_clone, SIGCHLD, 0, 0, 0, 0);
    if (child == 0)
        line_used = 0; /* the half line is the parent's */
    return child;
}

static inline void leave(s32 status) __attribute__((noreturn));
static inline void leave(s32 status)
{
    flush();
    for (;;)
        call1(NR_exit_group, status);
}

static inline s32 wait_for(s32 pid)
{
    s32 status = -1;
    s32 got = call4(NR_wait4, pid, &status, 0, 0);
    return got < 0 ? got : status;
}

static s32 program(s32 argc, char **argv);

__attribute__((used, noreturn)) static void begin(u32 *stack)
{
    leave(program((s32)stack[0], (char **)(stack + 1)));
}

__asm__(".global _start\n"
        "_start: mov fp, #0\n"
        "        mov lr, #0\n"
        "        mov r0, sp\n"
        "        bic sp, sp, #7\n"
        "        b begin\n");

/* libgcc's division by zero ends here. */
__attribute__((used)) int raise(int signal)
{
    return call2(NR_kill, call0(NR_getpid), signal);
}

/* gcc asks for these two even without a library. */
__attribute__((used)) void *memset(void *to, int value, unsigned long n)
{
    volatile u8 *p = to;
    while (n--)
        *p++ = (u8)value;
    return to;
}

__attribute__((used)) void *memcpy(void *to, const void *from, unsigned long n)
{
    volatile u8 *p = to;
    const u8 *q = from;
    while (n--)
        *p++ = *q++;
    return to;
}

#endif
