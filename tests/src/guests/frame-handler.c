/* How handlers are entered: their stack, frame, return way, instruction set, mask and order. */
#include "cases.h"
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>

static char other_stack[32768] __attribute__((aligned(8)));

static int on_other_stack(const void *address)
{
    return (const char *)address >= other_stack &&
           (const char *)address < other_stack + sizeof other_stack;
}

static void use_other_stack(void)
{
    stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
    printf("sigaltstack: %s\n", outcome(sigaltstack(&stack, NULL)));
}

static void print_stack_state(const char *where)
{
    stack_t stack;
    sigaltstack(NULL, &stack);
    printf("%s: flags %d\n", where, stack.ss_flags);
}

/* The frame, as the kernel lays it out: found from sp at entry. */
__attribute__((used)) static unsigned long entry[4];
void note_entry(int signal);
__asm__(".text\n.arm\n.global note_entry\n.type note_entry, %function\n"
        "note_entry:\n"
        "  ldr r3, =entry\n"
        "  stmia r3, {r0, r1, r2, lr}\n"
        "  mov r0, sp\n"
        "  b note_frame\n"
        "  .ltorg\n");

static unsigned frame_words[224];

__attribute__((used)) void note_frame(const unsigned *frame)
{
    memcpy(frame_words, frame, sizeof frame_words);
    printf("  aligned %d\n", ((unsigned long)frame & 7) == 0);
    printf("  r0 %lu\n", entry[0]);
    if (frame_words[0] == SIGUSR2)
        printf("  r1 %d r2 %d\n", entry[1] == (unsigned long)frame,
               entry[2] == (unsigned long)frame + 128);
}

extern void note_entry(int signal);

static void raise_and_look(int signal)
{
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), signal);
    __asm__ volatile("" ::: "memory"); /* handlers write what is read from here on */
}

static void frames(void)
{
    handle(SIGUSR1, note_entry, 0);
    handle_info(SIGUSR2, (void (*)(int, siginfo_t *, void *))(void *)note_entry, 0);
    raise_and_look(SIGUSR1);
    printf("plain: link %u signo in no place %d mode %x\n", frame_words[1],
           frame_words[0] == SIGUSR1, frame_words[5 + 19] & 0x1f);
    raise_and_look(SIGUSR2);
    printf("rt: signo %u errno %u code %d pid %d uid %d\n", frame_words[0], frame_words[1],
           (int)frame_words[2], frame_words[3] == (unsigned)getpid(), frame_words[4] == getuid());
    printf("rt: flags %u link %u mode %x\n", frame_words[32], frame_words[33],
           frame_words[32 + 5 + 19] & 0x1f);
}

/* Linux's own marks, which qemu-user leaves out or puts otherwise; linux.txt says what to see. */
static void marks(void)
{
    handle(SIGUSR1, note_entry, 0);
    handle_info(SIGUSR2, (void (*)(int, siginfo_t *, void *))(void *)note_entry, 0);
    raise_and_look(SIGUSR1);
    printf("plain: flags %x code %x %x\n", frame_words[0], frame_words[186], frame_words[187]);
    raise_and_look(SIGUSR2);
    printf("rt: flags %x code %x %x\n", frame_words[32], frame_words[218], frame_words[219]);
}

/* rt_sigaction without SA_RESTORER: the handler returns through the code the kernel provides. */
struct kernel_action {
    void *handler;
    unsigned long flags;
    void *restorer;
    unsigned mask[2];
};

static volatile int count;

static void counted(int signal)
{
    (void)signal;
    count++;
}

static void counted_info(int signal, siginfo_t *info, void *context)
{
    (void)context;
    count += info->si_signo == signal;
}

static void without_restorer(void)
{
    struct kernel_action plain = {(void *)counted, 0, NULL, {0, 0}};
    struct kernel_action full = {(void *)counted_info, SA_SIGINFO, NULL, {0, 0}};
    count = 0;
    syscall(SYS_rt_sigaction, SIGUSR1, &plain, NULL, 8);
    for (int i = 0; i < 5; i++)
        raise_and_look(SIGUSR1);
    syscall(SYS_rt_sigaction, SIGUSR1, &full, NULL, 8);
    for (int i = 0; i < 5; i++)
        raise_and_look(SIGUSR1);
    printf("returned: %d\n", count);
}

/* Handlers in Thumb code, and Thumb code that is interrupted. */
__attribute__((target("thumb"), noinline)) static void thumb_handler(int signal)
{
    count += signal;
}

__attribute__((target("thumb"), noinline)) static unsigned thumb_loop(volatile int *until, int end)
{
    unsigned rounds = 0, sum = 1;
    while (*until < end)
        sum = sum * 5 + 1, rounds++;
    return rounds > 0 ? sum | 1 : 0;
}

static void thumb(void)
{
    struct kernel_action plain = {(void *)thumb_handler, 0, NULL, {0, 0}};
    count = 0;
    handle(SIGUSR1, thumb_handler, 0);
    raise_and_look(SIGUSR1);
    syscall(SYS_rt_sigaction, SIGUSR2, &plain, NULL, 8);
    raise_and_look(SIGUSR2);
    printf("counted: %d\n", count);
    count = 0;
    pid_t parent = getpid(), child;
    handle(SIGHUP, counted, 0);
    fflush(stdout);
    if ((child = fork()) == 0) {
        for (;;) {
            kill(parent, SIGHUP);
            pause_ms(1);
        }
    }
    printf("interrupted in Thumb code: %d\n", thumb_loop(&count, 20) != 0);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void where(int signal)
{
    char here;
    printf("  signal %d on the other stack: %d\n", signal, on_other_stack(&here));
    print_stack_state("  inside");
    if (signal == SIGUSR1) {
        stack_t stack = {.ss_sp = other_stack, .ss_size = sizeof other_stack};
        printf("  change: %s\n", on_other_stack(&here) ? outcome(sigaltstack(&stack, NULL)) : "-");
        raise_and_look(SIGUSR2); /* nested, on the same stack */
    }
}

static void alternate(void)
{
    use_other_stack();
    handle(SIGUSR1, where, SA_ONSTACK);
    handle(SIGUSR2, where, SA_ONSTACK);
    handle(SIGHUP, where, 0);
    print_stack_state("outside");
    raise_and_look(SIGUSR1);
    raise_and_look(SIGHUP);
    print_stack_state("outside");
    stack_t off = {.ss_flags = SS_DISABLE};
    sigaltstack(&off, NULL);
    print_stack_state("disabled");
    raise_and_look(SIGUSR1);
}

static volatile unsigned long depth;

__attribute__((noinline)) static int deeper(int n)
{
    volatile char block[4096];
    depth++;
    block[0] = (char)n;
    return n == -1 ? 0 : deeper(n + 1) + block[0];
}

static void overflowed(int signal, siginfo_t *info, void *context)
{
    char here;
    printf("  signal %d on the other stack %d deep %d\n", signal, on_other_stack(&here),
           depth > 50);
    unsigned long sp = ((ucontext_t *)context)->uc_mcontext.arm_sp;
    printf("  near sp: %d\n", (unsigned long)info->si_addr - sp + 65536 < 131072);
    fflush(stdout);
    _exit(12);
}

static void small_stack(void)
{
    struct rlimit limit = {1 << 20, RLIM_INFINITY};
    setrlimit(RLIMIT_STACK, &limit);
}

static void run_over(void)
{
    use_other_stack();
    handle_info(SIGSEGV, overflowed, SA_ONSTACK);
    deeper(0);
}

static void run_over_without(void)
{
    handle_info(SIGSEGV, overflowed, 0);
    deeper(0);
}

static void overflow(void)
{
    small_stack();
    print_end("with another stack", run_over);
    print_end("without", run_over_without);
}

/* Several pending signals let go at once: all frames are built, the last one runs first. */
static volatile int order[16], entered;

static void note_order(int signal)
{
    sigset_t mask;
    sigprocmask(SIG_BLOCK, NULL, &mask);
    order[entered++] = signal;
    order[entered++] = sigismember(&mask, SIGUSR1) * 100 + sigismember(&mask, SIGUSR2) * 10 +
                       sigismember(&mask, SIGRTMIN);
}

/* @param all whether each handler keeps the others out, or lets them interrupt it at once */
static void let_go(int all_blocked)
{
    const int signals[] = {SIGRTMIN, SIGUSR2, SIGUSR1};
    sigset_t all, old;
    entered = 0;
    sigfillset(&all);
    for (int i = 0; i < 3; i++) {
        struct sigaction action = {.sa_handler = note_order};
        if (all_blocked)
            sigfillset(&action.sa_mask);
        sigaction(signals[i], &action, NULL);
    }
    sigprocmask(SIG_SETMASK, &all, &old);
    for (int i = 0; i < 3; i++)
        raise_and_look(signals[i]);
    sigprocmask(SIG_SETMASK, &old, NULL);
    for (int i = 0; i < entered; i += 2)
        printf("signal %d mask %03d\n", order[i], order[i + 1]);
}

static void one_by_one(void) { let_go(1); }
static void stacked(void) { let_go(0); }

static volatile int level, deepest, runs;

static void recurse(int signal)
{
    if (++level > deepest)
        deepest = level;
    if (++runs < 8)
        raise_and_look(signal);
    level--;
}

static void again(void)
{
    struct sigaction now;
    handle(SIGUSR1, recurse, SA_NODEFER);
    raise_and_look(SIGUSR1);
    printf("with SA_NODEFER: %d runs, %d deep\n", runs, deepest);
    deepest = runs = 0;
    handle(SIGUSR1, recurse, 0);
    raise_and_look(SIGUSR1);
    printf("without: %d runs, %d deep\n", runs, deepest);
    runs = 7;
    handle(SIGUSR1, recurse, SA_RESETHAND);
    raise_and_look(SIGUSR1);
    sigaction(SIGUSR1, NULL, &now);
    printf("reset: %d\n", now.sa_handler == SIG_DFL);
}

static const struct named_case cases[] = {
    {"frames", frames}, {"marks", marks}, {"without-restorer", without_restorer},
    {"thumb", thumb}, {"alternate", alternate}, {"overflow", overflow}, {"one-by-one", one_by_one},
    {"stacked", stacked},
    {"again", again}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
