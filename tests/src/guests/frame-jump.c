/*
 * Leaving handlers by jumps, and contexts that are saved, switched and gone back to.
 * Build with -funwind-tables to let the C library trace the stack.
 */
#include "cases.h"
#include <execinfo.h>
#include <pthread.h>
#include <setjmp.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unwind.h>

static sigjmp_buf back;

static int blocked(int signal)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    return sigismember(&mask, signal);
}

static void jump(int signal)
{
    siglongjmp(back, signal);
}

static void out_of_handler(void)
{
    static const int saves[] = {1, 0};
    handle(SIGUSR1, jump, 0);
    for (volatile int i = 0; i < 2; i++) {
        int value = sigsetjmp(back, saves[i]);
        if (value == 0)
            raise(SIGUSR1);
        printf("mask saved %d: value %d blocked %d\n", saves[i], value, blocked(SIGUSR1));
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, NULL);
    }
}

static void out_of_fault(void)
{
    static volatile int rounds;
    static volatile int *volatile nowhere = (int *)8;
    handle(SIGSEGV, jump, 0);
    handle(SIGILL, jump, 0);
    while (rounds < 50) {
        int value = sigsetjmp(back, 1);
        if (value) {
            rounds++;
            if (rounds % 25 == 0)
                printf("round %d: signal %d\n", rounds, value);
            continue;
        }
        if (rounds & 1)
            *nowhere = 1;
        else
            __asm__ volatile(".word 0xe7f000f0");
    }
}

static void out_of_loop(void)
{
    struct itimerval soon = {{0, 0}, {0, 2000}};
    static volatile int rounds;
    handle(SIGALRM, jump, 0);
    if (sigsetjmp(back, 1))
        rounds++;
    if (rounds < 5) {
        setitimer(ITIMER_REAL, &soon, NULL);
        for (;;)
            ;
    }
    printf("left the loop %d times\n", rounds);
}

static ucontext_t contexts[3], home;
static char stacks[3][32768] __attribute__((aligned(8)));
static volatile int steps;

static void routine(int number, int step)
{
    for (int i = 0; i < 3; i++) {
        printf("  routine %d step %d\n", number, i * step);
        steps++;
        swapcontext(&contexts[number], &contexts[(number + 1) % 3]);
    }
}

static void coroutines(void)
{
    for (volatile int i = 0; i < 3; i++) {
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = stacks[i];
        contexts[i].uc_stack.ss_size = sizeof stacks[i];
        contexts[i].uc_link = i == 0 ? &home : &contexts[i - 1];
        makecontext(&contexts[i], (void (*)(void))routine, 2, i, i + 5);
    }
    swapcontext(&home, &contexts[0]);
    printf("home after %d steps\n", steps);
}

static void get_and_set(void)
{
    static volatile int rounds;
    ucontext_t here;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    getcontext(&here);
    printf("round %d blocked %d\n", rounds, blocked(SIGUSR2));
    sigprocmask(SIG_BLOCK, &set, NULL);
    if (rounds++ < 3)
        setcontext(&here);
    sigprocmask(SIG_UNBLOCK, &set, NULL);
}

/* Preemptive switching: the handler swaps contexts; each goes on inside its own handler. */
static volatile int current, switches, counts[2];

static void preempt(int signal)
{
    (void)signal;
    int from = current;
    if (++switches > 20) {
        setcontext(&home);
    } else {
        current = 1 - from;
        swapcontext(&contexts[from], &contexts[current]);
    }
}

static void count(int number)
{
    for (;;)
        counts[number]++;
}

static void preemptive(void)
{
    struct itimerval every = {{0, 1000}, {0, 1000}}, off = {{0, 0}, {0, 0}};
    volatile int first = 1;
    for (volatile int i = 0; i < 2; i++) {
        getcontext(&contexts[i]);
        contexts[i].uc_stack.ss_sp = stacks[i];
        contexts[i].uc_stack.ss_size = sizeof stacks[i];
        contexts[i].uc_link = NULL;
        makecontext(&contexts[i], (void (*)(void))count, 1, i);
    }
    handle(SIGALRM, preempt, 0);
    getcontext(&home);
    if (first) {
        first = 0;
        setitimer(ITIMER_REAL, &every, NULL);
        setcontext(&contexts[0]);
    }
    setitimer(ITIMER_REAL, &off, NULL);
    printf("switched more than 20 times: %d, both ran: %d\n", switches > 20,
           counts[0] > 0 && counts[1] > 0);
}

/* Stack traces and unwinding across a handler's frame. */
static void *frames[32];
static volatile int traced;
static volatile int found;

static int is_inside(void *address, void *function)
{
    unsigned long a = (unsigned long)address, f = (unsigned long)function & ~1ul;
    return a >= f && a < f + 160;
}

static void trace(int signal);
__attribute__((noinline)) static void interrupted_one(void)
{
    raise(SIGUSR1);
    traced++;
}

static void trace(int signal)
{
    (void)signal;
    int n = backtrace(frames, 32);
    for (int i = 0; i < n; i++) {
        found |= is_inside(frames[i], (void *)trace) << 0;
        found |= is_inside(frames[i], (void *)interrupted_one) << 1;
    }
    traced = n;
}

static void traces(void)
{
    handle(SIGUSR1, trace, 0);
    interrupted_one();
    printf("handler seen %d, interrupted one seen %d\n", found & 1, found >> 1 & 1);
    found = 0;
    handle(SIGUSR1, trace, SA_SIGINFO);
    interrupted_one();
    printf("handler seen %d, interrupted one seen %d\n", found & 1, found >> 1 & 1);
}

/* pthread_exit in a handler runs the cleanup handlers below it. */
static void cleaned(void *text)
{
    printf("  cleanup %s\n", (const char *)text);
}

static void exit_thread(int signal)
{
    pthread_exit((void *)(long)signal);
}

static void *raise_it(void *unused)
{
    pthread_cleanup_push(cleaned, "below the handler");
    raise(SIGUSR2);
    pthread_cleanup_pop(0);
    return unused;
}

static void exit_in_handler(void)
{
    pthread_t thread;
    void *result;
    handle(SIGUSR2, exit_thread, 0);
    pthread_create(&thread, NULL, raise_it, NULL);
    pthread_join(thread, &result);
    printf("result %ld\n", (long)result);
}

static const struct named_case cases[] = {
    {"out-of-handler", out_of_handler}, {"out-of-fault", out_of_fault},
    {"out-of-loop", out_of_loop}, {"coroutines", coroutines}, {"get-and-set", get_and_set},
    {"preemptive", preemptive}, {"traces", traces}, {"exit-in-handler", exit_in_handler},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
