/*
 * What a handler sees in its ucontext and what becomes of what it changes there. Faulting
 * instructions are written in assembly so that their addresses and registers are known.
 */
#include "cases.h"
#include <sys/time.h>
#include <ucontext.h>

static ucontext_t seen;
static siginfo_t seen_info;

extern char udf_here[], udf_there[], load_here[], load_there[], loop_here[], loop_there[];

/* r0..r3 and ip hold marks at the undefined instruction; what they hold after it comes back. */
unsigned undefined_between(unsigned a, unsigned b, unsigned *flags);
__asm__(".text\n.arm\n.global undefined_between\n.type undefined_between, %function\n"
        "undefined_between:\n"
        "  push {r4-r11, lr}\n"
        "  mov r4, r2\n"
        "  mov r5, #0x55\n mov r6, #0x66\n mov r7, #0x77\n mov r8, #0x88\n mov r9, #0x99\n"
        "  mov r10, #0xaa\n mov r11, #0xbb\n mov ip, #0xcc\n mov lr, #0xee\n"
        "  msr cpsr_f, #0x60000000\n"
        "udf_here: .word 0xe7f000f0\n"
        "udf_there: mrs r3, cpsr\n"
        "  and r3, r3, #0xf8000000\n"
        "  str r3, [r4]\n"
        "  add r0, r0, r1\n"
        "  pop {r4-r11, pc}\n");

static void keep_and_skip(int signal, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)signal;
    seen = *uc;
    seen_info = *info;
    uc->uc_mcontext.arm_pc += 4;
}

static void read_registers(void)
{
    unsigned flags;
    handle_info(SIGILL, keep_and_skip, 0);
    unsigned sum = undefined_between(0x1000, 0x234, &flags);
    const mcontext_t *m = &seen.uc_mcontext;
    printf("sum %x flags %x\n", sum, flags);
    printf("pc %d r0 %lx r1 %lx r5 %lx r6 %lx r7 %lx r8 %lx r9 %lx r10 %lx\n",
           m->arm_pc == (unsigned long)udf_here, m->arm_r0, m->arm_r1, m->arm_r5, m->arm_r6,
           m->arm_r7, m->arm_r8, m->arm_r9, m->arm_r10);
    printf("fp %lx ip %lx lr %lx flags %lx mode %lx thumb %lx\n", m->arm_fp, m->arm_ip, m->arm_lr,
           m->arm_cpsr & 0xf8000000, m->arm_cpsr & 0x1f, m->arm_cpsr >> 5 & 1);
    printf("sp %d\n", m->arm_sp > (unsigned long)&flags - 200 &&
                          m->arm_sp < (unsigned long)&flags + 200);
    printf("signal %d address %d\n", seen_info.si_signo, seen_info.si_addr == udf_here);
}

static void change(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    (void)signal;
    (void)info;
    m->arm_r0 = 0x20000;
    m->arm_r1 = 0x3;
    m->arm_cpsr = (m->arm_cpsr & ~0xf8000000ul) | 0x98000000ul;
    m->arm_pc = (unsigned long)udf_there;
}

static void change_registers(void)
{
    unsigned flags;
    handle_info(SIGILL, change, 0);
    unsigned sum = undefined_between(1, 2, &flags);
    printf("sum %x flags %x\n", sum, flags);
}

/* What user mode may not choose in cpsr is not taken from the frame. */
static unsigned other_bits;

static void claim_mode(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    (void)signal;
    (void)info;
    m->arm_cpsr ^= other_bits;
    m->arm_pc += 4;
}

/* The load faults; its base register is repaired and it is executed again. */
unsigned load_from(volatile unsigned *address);
__asm__(".global load_from\n.type load_from, %function\n"
        "load_from:\n"
        "  mov r3, r0\n"
        "load_here: ldr r0, [r3, #8]\n"
        "load_there: bx lr\n");

static unsigned good[4] = {1, 2, 0x5a5a, 4};

static void repair_base(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    printf("  signal %d code %d address %lx pc %d\n", signal, info->si_code,
           (unsigned long)info->si_addr, m->arm_pc == (unsigned long)load_here);
    m->arm_r3 = (unsigned long)good;
}

static void repair(void)
{
    handle_info(SIGSEGV, repair_base, 0);
    printf("loaded %x\n", load_from((unsigned *)0x100));
}

static void skip_load(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    (void)signal;
    (void)info;
    m->arm_r0 = 77;
    m->arm_pc = (unsigned long)load_there;
}

static void skip(void)
{
    handle_info(SIGSEGV, skip_load, 0);
    printf("skipped: %u\n", load_from((unsigned *)0x200));
}

/* A loop without end is left by changing pc. */
void loop_for_ever(void);
__asm__(".global loop_for_ever\n.type loop_for_ever, %function\n"
        "loop_for_ever:\n"
        "loop_here: b loop_here\n"
        "loop_there: bx lr\n");

static void leave_loop(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    (void)signal;
    (void)info;
    if (m->arm_pc == (unsigned long)loop_here)
        m->arm_pc = (unsigned long)loop_there;
    else
        alarm(1);
}

static void leave(void)
{
    struct itimerval soon = {{0, 0}, {0, 3000}};
    handle_info(SIGALRM, leave_loop, 0);
    setitimer(ITIMER_REAL, &soon, NULL);
    loop_for_ever();
    printf("left\n");
}

/* The mask after the handler is the frame's, so a handler can change it for good. */
static void change_mask(int signal, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)signal;
    (void)info;
    printf("  in frame: HUP %d USR1 %d USR2 %d\n", sigismember(&uc->uc_sigmask, SIGHUP),
           sigismember(&uc->uc_sigmask, SIGUSR1), sigismember(&uc->uc_sigmask, SIGUSR2));
    sigaddset(&uc->uc_sigmask, SIGUSR2);
    sigdelset(&uc->uc_sigmask, SIGHUP);
}

static void mask(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigprocmask(SIG_SETMASK, &set, NULL);
    handle_info(SIGUSR1, change_mask, 0);
    raise(SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf("after: HUP %d USR1 %d USR2 %d\n", sigismember(&set, SIGHUP),
           sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
}

/*
 * From here on: Linux's way, which qemu-user does not go. It stores no fault address and its own
 * si_code, lets a frame block SIGKILL, and takes any mode for user mode. linux.txt says what to see.
 */
static void claim_all(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)info;
    sigfillset(&((ucontext_t *)context)->uc_sigmask);
}

static void whole_mask(void)
{
    sigset_t set;
    handle_info(SIGUSR1, claim_all, 0);
    raise(SIGUSR1);
    sigprocmask(SIG_BLOCK, NULL, &set);
    printf("TERM %d KILL %d STOP %d\n", sigismember(&set, SIGTERM), sigismember(&set, SIGKILL),
           sigismember(&set, SIGSTOP));
    sigemptyset(&set);
    sigprocmask(SIG_SETMASK, &set, NULL);
}

static void fault_words(int signal, siginfo_t *info, void *context)
{
    mcontext_t *m = &((ucontext_t *)context)->uc_mcontext;
    printf("signal %d code %d trap %lu write %lu", signal, info->si_code, m->trap_no,
           m->error_code >> 11 & 1);
    if (signal == SIGSEGV)
        printf(" fault address %lx", m->fault_address);
    printf("\n");
    m->arm_r3 = (unsigned long)good;
    if (signal == SIGILL)
        m->arm_pc += 4;
}

static void words(void)
{
    unsigned flags;
    handle_info(SIGSEGV, fault_words, 0);
    handle_info(SIGILL, fault_words, 0);
    load_from((unsigned *)0x100);
    undefined_between(1, 2, &flags);
}

static void claim_bits(void)
{
    unsigned flags;
    handle_info(SIGILL, claim_mode, 0);
    printf("done: %x\n", undefined_between(1, 2, &flags));
}

static void claims(void)
{
    other_bits = 0x40; /* fast interrupts masked: taken out */
    print_end("F", claim_bits);
    other_bits = 0x80; /* interrupts masked: refused */
    print_end("I", claim_bits);
    other_bits = 0x03; /* supervisor mode: refused */
    print_end("supervisor", claim_bits);
}

static const struct named_case cases[] = {
    {"read", read_registers}, {"change", change_registers}, {"repair", repair}, {"skip", skip},
    {"leave", leave}, {"mask", mask}, {"whole-mask", whole_mask}, {"words", words},
    {"claims", claims}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
