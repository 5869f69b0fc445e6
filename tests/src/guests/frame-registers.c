/*
 * Loops in user code that signals interrupt at any instruction: every register, the flags, and what
 * multi-register transfers and the kernel's compare-and-set helper do must come out as without.
 * A child sends SIGUSR1 again and again until enough handlers have run.
 */
#include "cases.h"
#include <sys/time.h>

enum { ENOUGH = 40 };

static volatile int handlers;
static volatile unsigned long long mix;
static pid_t child;

/* Changes every register and the flags that it may, long way round. */
static void disturb(int signal)
{
    unsigned long long a = 0x123456789abcdefull + (unsigned)signal;
    for (int i = 0; i < 20; i++)
        a = a * 6364136223846793005ull + 1442695040888963407ull, mix ^= a / (unsigned)(i + 3);
    __asm__ volatile("mvn r0, #0\n mov r1, #1\n mov r2, #2\n mov r3, #3\n mov ip, #12\n"
                     "adds r0, r0, r0\n cmp r0, #0\n qadd r0, r1, r2\n" ::: "r0", "r1", "r2", "r3",
                     "ip", "cc");
    handlers++;
}

static void send_signals(int signal)
{
    pid_t parent = getpid();
    handlers = 0;
    fflush(stdout);
    child = fork();
    if (child == 0) {
        while (kill(parent, signal) == 0)
            pause_ms(1);
        _exit(0);
    }
}

static void stop_signals(void)
{
    kill(child, SIGKILL);
    while (waitpid(child, NULL, 0) == -1 && errno == EINTR)
        ;
}

/*
 * r0-r11, ip and lr get values of their own and flags NZCVQ; then a long loop that leaves them
 * alone but for its counter in r0; then all are stored. Returns how many differ.
 */
unsigned registers_kept(unsigned flags, unsigned *seen);
__asm__(".text\n.arm\n.global registers_kept\n.type registers_kept, %function\n"
        "registers_kept:\n"
        "  push {r4-r11, lr}\n"
        "  push {r1}\n"
        "  msr cpsr_f, r0\n"
        "  mov r1, #0x11\n mov r2, #0x22\n mov r3, #0x33\n mov r4, #0x44\n mov r5, #0x55\n"
        "  mov r6, #0x66\n mov r7, #0x77\n mov r8, #0x88\n mov r9, #0x99\n mov r10, #0xaa\n"
        "  mov r11, #0xbb\n mov ip, #0xcc\n mov lr, #0xee\n"
        "  mov r0, #0x4000\n"
        "1: sub r0, r0, #1\n"        /* no flags change in this loop */
        "  teq r0, r0, lsl #1\n"     /* only zero equals its double: Z, and C from the shifter */
        "  mrs r3, cpsr\n"
        "  bne 1b\n"
        "  mov r3, #0x33\n"
        "  ldr r0, [sp]\n"
        "  stmia r0, {r1-r11, ip, lr}\n"
        "  pop {r0}\n"
        "  mov r0, #0\n"
        "  pop {r4-r11, pc}\n");

/* The same without any instruction that touches the flags: returns cpsr's flags at the end. */
unsigned flags_kept(unsigned flags, unsigned rounds);
__asm__(".global flags_kept\n.type flags_kept, %function\n"
        "flags_kept:\n"
        "  push {r4, lr}\n"
        "  msr cpsr_f, r0\n"
        "  adr r2, 2f\n"
        "1: sub r1, r1, #1\n"
        "  mov r3, r1, asr #31\n"    /* -1 below zero */
        "  add r4, r2, r3, lsl #2\n"
        "  bx r4\n"                  /* 2f, or the word before it */
        "  b 3f\n"
        "2: b 1b\n"
        "3: mrs r0, cpsr\n"
        "  and r0, r0, #0xf8000000\n"
        "  pop {r4, pc}\n");

static void all_registers(void)
{
    static const unsigned expected[13] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77,
                                          0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xee};
    unsigned seen[13], wrong = 0;
    send_signals(SIGUSR1);
    while (handlers < ENOUGH) {
        memset(seen, 0, sizeof seen);
        registers_kept(0xf8000000, seen);
        for (int i = 0; i < 13; i++)
            wrong += seen[i] != expected[i];
    }
    stop_signals();
    printf("registers wrong: %u\n", wrong);
}

static void flags(void)
{
    unsigned wrong = 0;
    send_signals(SIGUSR1);
    for (unsigned i = 0; handlers < ENOUGH; i = (i + 1) & 31) {
        unsigned got = flags_kept(i << 27, 5000);
        if (got != i << 27)
            wrong++;
    }
    stop_signals();
    printf("flags wrong: %u\n", wrong);
}

/* Sums, shifts, multiplications, bytes and halfwords: a function of its argument only. */
static unsigned long long work(unsigned seed)
{
    unsigned char bytes[64] = {0};
    unsigned short halves[32];
    unsigned long long sum = seed;
    for (int round = 0; round < 30; round++) {
        for (unsigned i = 0; i < 64; i++)
            bytes[i] = (unsigned char)(sum >> (i & 31)), sum = sum * 31 + bytes[(i ^ 1) & 63];
        for (unsigned i = 0; i < 32; i++)
            halves[i] = (unsigned short)(sum >> 7), sum += (long long)(short)halves[i] * (int)sum;
        sum = sum / 7 + (sum << 13 | sum >> 51);
    }
    return sum;
}

static void arithmetic(void)
{
    unsigned wrong = 0;
    unsigned long long expected[16];
    for (unsigned i = 0; i < 16; i++)
        expected[i] = work(i);
    send_signals(SIGUSR1);
    for (unsigned i = 0; handlers < ENOUGH; i++)
        wrong += work(i & 15) != expected[i & 15];
    stop_signals();
    printf("sums wrong: %u\n", wrong);
}

/* Copies 10 registers at a time, with write-back, over a page boundary. */
void copy_words(unsigned *to, const unsigned *from, unsigned blocks);
__asm__(".global copy_words\n.type copy_words, %function\n"
        "copy_words:\n"
        "  push {r4-r11, lr}\n"
        "1: ldmia r1!, {r3-r11, ip}\n"
        "  stmia r0!, {r3-r11, ip}\n"
        "  subs r2, r2, #1\n"
        "  bne 1b\n"
        "  pop {r4-r11, pc}\n");

static void multiple(void)
{
    static unsigned from[4000], to[4000];
    unsigned wrong = 0;
    for (unsigned i = 0; i < 4000; i++)
        from[i] = i * 2654435761u;
    send_signals(SIGUSR1);
    while (handlers < ENOUGH) {
        memset(to, 0, sizeof to);
        copy_words(to, from, 399);
        wrong += memcmp(to, from, 3990 * 4) != 0;
    }
    stop_signals();
    printf("copies wrong: %u\n", wrong);
}

/* The handler increments the word with the helper too: an increment cut in two must not be lost. */
static volatile unsigned word;
static volatile unsigned by_handler;

typedef int (*compare_and_set_helper)(unsigned old, unsigned new, volatile unsigned *word);
#define compare_and_set ((compare_and_set_helper)0xffff0fc0)

static void increment(void)
{
    unsigned seen;
    do
        seen = word;
    while (compare_and_set(seen, seen + 1, &word) != 0);
}

static void increment_too(int signal)
{
    (void)signal;
    increment();
    by_handler++;
    handlers++;
}

static void helper(void)
{
    unsigned own = 0;
    handle(SIGUSR2, increment_too, 0);
    send_signals(SIGUSR2);
    while (handlers < ENOUGH) {
        increment();
        own++;
    }
    stop_signals();
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, NULL);
    printf("increments lost: %u\n", own + by_handler - word);
}

/* The same by a timer of the process's own. */
static void by_timer(void)
{
    struct itimerval every = {{0, 500}, {0, 500}}, off = {{0, 0}, {0, 0}};
    unsigned wrong = 0;
    unsigned long long expected = work(5);
    handlers = 0;
    setitimer(ITIMER_REAL, &every, NULL);
    while (handlers < ENOUGH)
        wrong += work(5) != expected;
    setitimer(ITIMER_REAL, &off, NULL);
    printf("sums wrong: %u\n", wrong);
}

/* A loop that makes no call and that only the handler ends. */
static volatile int over;

static void end_loop(int signal)
{
    (void)signal;
    over = 1;
}

static void ended_by_handler(void)
{
    struct itimerval once = {{0, 0}, {0, 2000}};
    struct sigaction old, action = {.sa_handler = end_loop};
    sigaction(SIGALRM, &action, &old);
    setitimer(ITIMER_REAL, &once, NULL);
    while (!over)
        ;
    sigaction(SIGALRM, &old, NULL);
    printf("loop ended\n");
}

static const struct named_case cases[] = {
    {"ended-by-handler", ended_by_handler}, {"all-registers", all_registers}, {"flags", flags},
    {"arithmetic", arithmetic}, {"multiple", multiple}, {"helper", helper},
    {"by-timer", by_timer}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    handle(SIGUSR1, disturb, 0);
    handle(SIGALRM, disturb, 0);
    return run_cases(cases, argc, argv);
}
