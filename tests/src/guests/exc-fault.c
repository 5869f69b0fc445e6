/* Exceptions become signals with a code and an address; handlers repair, skip, jump or die. */
#include "cases.h"
#include <fcntl.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>

enum { PAGE = 4096 };

static sigjmp_buf back;
static char *base; /* what addresses are printed relative to */
static volatile unsigned sink;

static void report(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("  signal %d code %d address base%+ld\n", signal, info->si_code,
           (long)((char *)info->si_addr - base));
    siglongjmp(back, 1);
}

static void report_all(void)
{
    static const int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE};
    for (unsigned i = 0; i < 5; i++)
        handle_info(signals[i], report, 0);
}

static char *map(int pages, int protection)
{
    return mmap(NULL, (size_t)pages * PAGE, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

#define TRY(what, statement)                 \
    do {                                     \
        printf("%s\n", what);                \
        if (sigsetjmp(back, 1) == 0) {       \
            statement;                       \
            printf("  no signal\n");         \
        }                                    \
    } while (0)

static void accesses(void)
{
    report_all();
    base = map(4, PROT_READ | PROT_WRITE);
    munmap(base + PAGE, PAGE);
    mprotect(base + 2 * PAGE, PAGE, PROT_READ);
    mprotect(base + 3 * PAGE, PAGE, PROT_NONE);
    TRY("read unmapped", sink = *(volatile unsigned *)(base + PAGE + 8));
    TRY("write unmapped", *(volatile unsigned *)(base + PAGE + 12) = 1);
    TRY("byte of unmapped", sink = *(volatile unsigned char *)(base + PAGE + 7));
    TRY("halfword of unmapped", sink = *(volatile unsigned short *)(base + PAGE + 6));
    TRY("read read-only", sink = *(volatile unsigned *)(base + 2 * PAGE));
    TRY("write read-only", *(volatile unsigned *)(base + 2 * PAGE + 4) = 1);
    TRY("read of none", sink = *(volatile unsigned *)(base + 3 * PAGE + 16));
    TRY("write of none", *(volatile unsigned *)(base + 3 * PAGE + 20) = 1);
    base = (char *)accesses;
    TRY("write code", *(volatile unsigned *)base = 1);
    base = NULL;
    TRY("read null", sink = *(volatile unsigned *)(base + 4));
    TRY("jump to 16", ((void (*)(void))(base + 16))());
    base = map(2, PROT_READ | PROT_WRITE);
    munmap(base, 2 * PAGE);
    TRY("jump to unmapped", ((void (*)(void))(base + 256))());
}

/* Transfers of several words over the end of what is mapped. */
static void edges(void)
{
    report_all();
    base = map(3, PROT_READ | PROT_WRITE);
    munmap(base + PAGE, PAGE);
    char *volatile last = base + PAGE - 8;
    TRY("ldm over the edge",
        __asm__ volatile("ldmia %0, {r2, r3, r4, r5}" ::"r"(last) : "r2", "r3", "r4", "r5"));
    TRY("stm over the edge",
        __asm__ volatile("stmia %0, {r2, r3, r4, r5}" ::"r"(last) : "memory"));
    char *volatile gap = base + PAGE;
    TRY("ldrd in the gap", __asm__ volatile("ldrd r2, r3, [%0]" ::"r"(gap) : "r2", "r3"));
    TRY("strd in the gap", __asm__ volatile("strd r2, r3, [%0]" ::"r"(gap) : "memory"));
    TRY("swp in the gap", __asm__ volatile("swp r2, r4, [%0]" ::"r"(gap) : "r2", "r3", "memory"));
    TRY("push into the gap", __asm__ volatile("stmdb %0, {r2, r3}" ::"r"(base + 2 * PAGE)
                                              : "memory"));
}

static void beyond_file(void)
{
    report_all();
    unlink("/tmp/exc-file");
    int fd = open("/tmp/exc-file", O_RDWR | O_CREAT | O_TRUNC, 0600);
    ssize_t n = write(fd, "some bytes", 10);
    base = mmap(NULL, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    TRY("in the first page", sink = *(volatile unsigned char *)(base + 4000));
    printf("  zero %d\n", sink == 0);
    TRY("read beyond", sink = *(volatile unsigned char *)(base + PAGE + 3));
    TRY("write beyond", *(volatile char *)(base + 2 * PAGE + 3) = 1);
    n += ftruncate(fd, 2 * PAGE);
    TRY("after growing", sink = *(volatile unsigned char *)(base + PAGE + 3));
    n += ftruncate(fd, 0);
    TRY("after shrinking", sink = *(volatile unsigned char *)(base + PAGE + 3));
    TRY("all of it", sink = *(volatile unsigned char *)(base + 3));
    printf("into a call: %s\n", outcome(write(1, base, 5)));
    close(fd);
}

extern char undefined_here[], udf_trap_here[], bkpt_here[];

static void instructions(void)
{
    report_all();
    base = udf_trap_here;
    TRY("breakpoint by undefined instruction",
        __asm__ volatile("udf_trap_here: .word 0xe7f001f0"));
}

static void raised(int signal, siginfo_t *info, void *context)
{
    (void)context;
    printf("  signal %d code %d pid %d\n", signal, info->si_code, info->si_pid == getpid());
}

static volatile int zero;

static void division(void)
{
    handle_info(SIGFPE, raised, 0);
    printf("divide by zero\n");
    sink = (unsigned)(5 / zero);
    handle_info(SIGSEGV, raised, 0);
    printf("sent by kill\n");
    kill(getpid(), SIGSEGV);
    handle(SIGSEGV, SIG_IGN, 0);
    kill(getpid(), SIGSEGV);
    printf("ignored when sent\n");
    handle(SIGSEGV, SIG_DFL, 0);
}

/* A pager in the program: each access to a page for the first time faults, and is repaired. */
static char *region;
static volatile int faults;

static void make_present(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    char *page = (char *)((unsigned long)info->si_addr & ~(PAGE - 1ul));
    if (faults++ & 1)
        mprotect(page, PAGE, PROT_READ | PROT_WRITE);
    else
        mmap(page, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void pager(void)
{
    unsigned sum = 0;
    handle_info(SIGSEGV, make_present, 0);
    region = map(64, PROT_NONE);
    for (unsigned i = 0; i < 64; i++)
        *(volatile unsigned *)(region + i * PAGE + 4 * i) = i;
    for (unsigned i = 0; i < 64; i++)
        sum += *(volatile unsigned *)(region + i * PAGE + 4 * i);
    printf("faults %d sum %u\n", faults, sum);
    faults = 0;
    region = map(16, PROT_NONE);
    memset(region, 7, 16 * PAGE);
    printf("memset: faults %d last %d\n", faults, region[16 * PAGE - 1]);
    faults = 0;
    region = map(8, PROT_NONE);
    __asm__ volatile("stmia %0, {r2, r3, r4, r5}" ::"r"(region + PAGE - 8) : "memory");
    printf("store over two pages: faults %d\n", faults);
}

static void again(int signal)
{
    (void)signal;
    *(volatile unsigned *)(base + 4) = 1;
}

static void in_handler(void) { handle(SIGSEGV, again, 0); again(0); }
static void ignoring(void) { handle(SIGSEGV, SIG_IGN, 0); again(0); }
static void blocking(void)
{
    sigset_t set;
    handle(SIGSEGV, again, 0);
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    again(0);
}
static void undefined_blocked(void)
{
    sigset_t set;
    handle(SIGILL, again, 0);
    sigfillset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
    __asm__ volatile(".word 0xe7f000f0");
}
static void lost_stack(void)
{
    handle(SIGUSR1, again, 0);
    __asm__ volatile("mov r4, sp\n mov sp, #64\n mov r7, #20\n svc #0\n mov r1, #10\n"
                     "mov r7, #37\n svc #0\n mov sp, r4" ::: "r0", "r1", "r4", "r7", "memory");
}
/* Linux's codes where qemu-user's differ or it goes on: linux.txt says what to see. */
static void marks(void)
{
    report_all();
    base = undefined_here;
    TRY("undefined", __asm__ volatile("undefined_here: .word 0xe7f000f0"));
    base = bkpt_here;
    TRY("bkpt", __asm__ volatile("bkpt_here: bkpt #0"));
    print_end("no room for the frame", lost_stack);
}

static void default_action(void) { handle(SIGSEGV, SIG_DFL, 0); again(0); }

static void deaths(void)
{
    base = NULL;
    print_end("faults again in its handler", in_handler);
    print_end("ignored", ignoring);
    print_end("blocked", blocking);
    print_end("undefined, blocked", undefined_blocked);
    print_end("no handler", default_action);
}

static void never_called(int signal)
{
    (void)signal;
    tell("a call must not raise a signal\n");
}

static void in_calls(void)
{
    int ends[2];
    if (pipe(ends))
        return;
    handle(SIGSEGV, never_called, 0);
    handle(SIGBUS, never_called, 0);
    base = map(3, PROT_READ | PROT_WRITE);
    munmap(base + PAGE, PAGE);
    mprotect(base + 2 * PAGE, PAGE, PROT_NONE);
    printf("write: %s\n", outcome(write(ends[1], base + PAGE, 4)));
    printf("write from none: %s\n", outcome(write(ends[1], base + 2 * PAGE, 4)));
    ssize_t n = write(ends[1], "abcdefgh", 8);
    printf("read: %s\n", outcome(read(ends[0], base + PAGE, 4)));
    printf("sigaction: %s\n", outcome(syscall(SYS_rt_sigprocmask, SIG_BLOCK, base + PAGE, NULL, 8)));
    printf("pipe: %s\n", outcome(pipe((int *)(base + PAGE))));
    printf("open: %s\n", outcome(open(base + PAGE, O_RDONLY)));
    printf("read-only target: %s\n", outcome(pipe((int *)(unsigned long)in_calls)));
    (void)n;
}

static const struct named_case cases[] = {
    {"accesses", accesses}, {"edges", edges}, {"beyond-file", beyond_file},
    {"instructions", instructions}, {"marks", marks}, {"division", division},
    {"pager", pager}, {"deaths", deaths}, {"in-calls", in_calls}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
