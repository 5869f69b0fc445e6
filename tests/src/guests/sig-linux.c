/*
 * What Linux documents about signals and qemu-arm 7.2 does otherwise, so that there is no peer to
 * compare with: every check says what it wants. Prints what is wrong, and how many were right.
 */
#include "sig-common.h"
#include <sys/signalfd.h>

#ifndef SS_AUTODISARM
#define SS_AUTODISARM (1 << 31)
#endif

static int right, wrong;

static void want(const char *what, long got, long wanted)
{
    if (got == wanted) {
        right++;
        return;
    }
    wrong++;
    printf("WRONG %s: %ld, not %ld\n", what, got, wanted);
    fflush(stdout);
}

static long result(long value) { return value == -1 ? -errno : value; }
#define WANT(call, wanted) want(#call, result(call), wanted)

struct old_action {
    void *handler;
    unsigned mask, flags;
    void *restorer;
};

static volatile int handled;
static void count(int signal)
{
    (void)signal;
    handled++;
}

static long raw_action(int signal, const void *new, void *old)
{
    return syscall(SYS_rt_sigaction, signal, new, old, 8);
}

/* The calls of libc 5: one word of signals. qemu-arm takes a pointer for sigsuspend's mask. */
static void old_calls(void)
{
    struct old_action action = {count, 1u << (SIGHUP - 1), SA_RESTART | 0x40, NULL}, before;
    char *bad = (char *)8;
    unsigned word = 0;
    memset(&before, 0xee, sizeof before);
    WANT(syscall(SYS_sigaction, SIGUSR1, &action, &before), 0);
    want("old handler", (long)before.handler, 0);
    WANT(syscall(SYS_sigaction, SIGUSR1, NULL, &before), 0);
    want("handler", before.handler == (void *)count, 1);
    want("mask", before.mask, 1);
    want("flags", before.flags, SA_RESTART);
    WANT(syscall(SYS_sigaction, SIGKILL, &action, NULL), -EINVAL);
    WANT(syscall(SYS_sigaction, 99, bad, NULL), -EFAULT);
    /* What was set stays set though the old action finds no place. */
    action.mask = 2;
    WANT(syscall(SYS_sigaction, SIGUSR1, &action, bad), -EFAULT);
    syscall(SYS_sigaction, SIGUSR1, NULL, &before);
    want("changed all the same", before.mask, 2);

    u64 both = bit(SIGUSR2) | bit(40);
    raw_mask(SIG_SETMASK, &both, NULL);
    word = 1u << (SIGUSR1 - 1);
    unsigned old = 0;
    WANT(syscall(SYS_sigprocmask, SIG_SETMASK, &word, &old), 0);
    want("old word", old, 1u << (SIGUSR2 - 1));
    want("high half stays", mask_now() == (bit(SIGUSR1) | bit(40)), 1);
    WANT(syscall(SYS_sigprocmask, 9, &word, NULL), -EINVAL);
    WANT(syscall(SYS_sigprocmask, 9, NULL, NULL), 0);
    WANT(syscall(SYS_sigprocmask, SIG_BLOCK, bad, NULL), -EFAULT);
    word = 1u << (SIGHUP - 1);
    WANT(syscall(SYS_sigprocmask, SIG_BLOCK, &word, bad), -EFAULT);
    want("blocked all the same", (mask_now() & bit(SIGHUP)) != 0, 1);
    raise(SIGUSR1);
    raise(40);
    word = 0;
    WANT(syscall(SYS_sigpending, &word), 0);
    want("pending word", word, 1u << (SIGUSR1 - 1));
    WANT(syscall(SYS_sigpending, bad), -EFAULT);
    handled = 0;
    handle(40, count, 0);
    WANT(syscall(SYS_sigsuspend, 0, 0, 1u << (SIGHUP - 1) | 1u << (SIGUSR2 - 1)), -EINTR);
    want("handled, with the upper half open", handled, 2);
    want("mask again", mask_now() == (bit(SIGUSR1) | bit(SIGHUP) | bit(40)), 1);
    handle(40, SIG_DFL, 0);
    u64 none = 0;
    raw_mask(SIG_SETMASK, &none, NULL);
}

/* Flags that do not exist are cleared, so that a program can ask for new ones. */
static void flags(void)
{
    struct kernel_action action = {count, 0xffffffff, (void *)4, {0xffffffff, 0xffffffff}}, old;
    char *bad = (char *)8;
    WANT(raw_action(SIGUSR1, &action, NULL), 0);
    raw_action(SIGUSR1, NULL, &old);
    want("known flags", (long)old.flags, (long)(int)0xde000807);
    want("SA_UNSUPPORTED", old.flags & 0x400, 0);
    want("restorer", (long)old.restorer, 4);
    want("SIGKILL out of the mask", old.mask[0] & 1u << (SIGKILL - 1), 0);
    want("SIGSTOP out of the mask", old.mask[0] & 1u << (SIGSTOP - 1), 0);
    want("the rest of the mask", old.mask[0] | 1u << (SIGKILL - 1) | 1u << (SIGSTOP - 1), -1);
    want("upper half", (int)old.mask[1], -1);
    action.flags = 0;
    WANT(raw_action(SIGUSR1, &action, bad), -EFAULT);
    raw_action(SIGUSR1, NULL, &old);
    want("changed all the same", old.flags, 0);
    WANT(raw_action(99, bad, NULL), -EFAULT);
    WANT(syscall(SYS_rt_sigaction, 99, bad, NULL, 4), -EINVAL);

    /* SA_RESETHAND takes the handler and leaves flags and mask. */
    handle(SIGUSR1, count, SA_RESETHAND | SA_RESTART);
    raise(SIGUSR1);
    raw_action(SIGUSR1, NULL, &old);
    want("handler reset", (long)old.handler, 0);
    want("flags stay", (long)(old.flags & ~0x04000000u), (long)(int)(SA_RESETHAND | SA_RESTART));
    unsigned char small[8];
    memset(small, 0xee, sizeof small);
    WANT(syscall(SYS_rt_sigpending, small, 2), 0);
    want("two bytes only", small[2], 0xee);
    u64 set = bit(SIGUSR2);
    WANT(raw_mask(SIG_BLOCK, &set, (void *)bad), -EFAULT);
    want("blocked all the same", (mask_now() & set) != 0, 1);
    unblock(set);
}

static char area[65536] __attribute__((aligned(16)));
static volatile unsigned inside_flags, context_flags;
static volatile int on_area, level;

static void look(int signal, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    stack_t now;
    char here;
    (void)info;
    if (level++ == 0 && signal == SIGUSR1) {
        raise(SIGUSR2);
        return;
    }
    sigaltstack(NULL, &now);
    inside_flags = now.ss_flags;
    context_flags = uc->uc_stack.ss_flags;
    on_area = &here > area && &here <= area + sizeof area;
}

static void stacks(void)
{
    stack_t stack = {.ss_sp = area, .ss_flags = SS_AUTODISARM, .ss_size = sizeof area}, now;
    handle(SIGUSR1, look, SA_SIGINFO | SA_ONSTACK);
    handle(SIGUSR2, look, SA_SIGINFO | SA_ONSTACK);
    WANT(sigaltstack(&stack, NULL), 0);
    sigaltstack(NULL, &now);
    want("autodisarm is told", now.ss_flags, SS_AUTODISARM);
    level = 1;
    raise(SIGUSR1);
    want("on the stack", on_area, 1);
    want("disarmed inside", inside_flags, SS_DISABLE);
    want("the frame keeps it", (int)context_flags, SS_AUTODISARM);
    sigaltstack(NULL, &now);
    want("armed again", now.ss_flags, SS_AUTODISARM);
    want("its size", now.ss_size, sizeof area);

    stack.ss_flags = SS_ONSTACK; /* old programs give it; it means nothing */
    WANT(sigaltstack(&stack, NULL), 0);
    sigaltstack(NULL, &now);
    want("not on it", now.ss_flags, 0);
    level = 0;
    raise(SIGUSR1);
    want("nested on the stack", inside_flags, SS_ONSTACK);
    want("the frame keeps what was set", context_flags, SS_ONSTACK);
    stack.ss_flags = SS_DISABLE | SS_AUTODISARM;
    WANT(sigaltstack(&stack, NULL), 0);
    sigaltstack(NULL, &now);
    want("disabled", now.ss_flags, SS_DISABLE | SS_AUTODISARM);
    stack.ss_flags = SS_DISABLE;
    sigaltstack(&stack, NULL);
}

static long queue_to(pid_t pid, int signal, const int *words)
{
    return syscall(SYS_rt_sigqueueinfo, pid, signal, words);
}

static void compare_info(const char *what, int signal, const int *words, int kept)
{
    int got[32];
    memset(got, 0xee, sizeof got);
    want(what, take(bit(signal), (siginfo_t *)got), signal);
    for (int i = 0; i < 32; i++) {
        int wanted = i == 0 ? signal : i < kept ? words[i] : 0;
        if (got[i] != wanted) {
            printf("word %d of %s: ", i, what);
            want("", got[i], wanted);
        }
    }
    right++;
}

/* Whole siginfos from programs. */
static void infos(void)
{
    pid_t self = getpid(), parent = getppid();
    int words[32];
    char *bad = (char *)8;
    block(bit(SIGUSR1) | bit(SIGCHLD) | bit(SIGSEGV) | bit(40));
    for (int i = 0; i < 32; i++)
        words[i] = 0x1000 + i;
    words[0] = 99; /* the number that counts is the argument */
    words[2] = SI_QUEUE;
    WANT(queue_to(self, SIGUSR1, words), 0);
    compare_info("SI_QUEUE", SIGUSR1, words, 8);
    words[2] = SI_MESGQ;
    WANT(queue_to(self, 40, words), 0);
    compare_info("SI_MESGQ", 40, words, 8);
    words[2] = SI_TIMER;
    WANT(queue_to(self, 40, words), 0);
    compare_info("SI_TIMER", 40, words, 8);
    words[2] = -60; /* SI_ASYNCNL */
    WANT(queue_to(self, 40, words), 0);
    compare_info("SI_ASYNCNL", 40, words, 8);
    words[2] = CLD_EXITED;
    WANT(queue_to(self, SIGCHLD, words), 0);
    compare_info("CLD_EXITED", SIGCHLD, words, 8);
    words[2] = SEGV_ACCERR;
    WANT(queue_to(self, SIGSEGV, words), 0);
    compare_info("SEGV_ACCERR", SIGSEGV, words, 8);
    words[2] = SI_USER;
    WANT(queue_to(self, 40, words), 0);
    compare_info("SI_USER", 40, words, 8);
    words[2] = SI_TKILL;
    WANT(queue_to(self, 40, words), 0);
    compare_info("SI_TKILL", 40, words, 8);

    /* A code the kernel does not know: the words behind the eighth must be zero. */
    words[2] = -77;
    WANT(queue_to(self, 40, words), -E2BIG);
    memset(words + 8, 0, 24 * sizeof *words);
    WANT(queue_to(self, 40, words), 0);
    compare_info("unknown code", 40, words, 8);
    WANT(queue_to(self, 40, (int *)bad), -EFAULT);

    /* Order: memory, pretence, target, number, permission. */
    words[2] = SI_USER;
    WANT(queue_to(parent, 40, words), -EPERM);
    WANT(queue_to(4194305, 40, words), -EPERM);
    words[2] = SI_KERNEL;
    WANT(queue_to(parent, 0, words), -EPERM);
    words[2] = SI_TKILL;
    WANT(queue_to(parent, 0, words), -EPERM);
    words[2] = SI_QUEUE;
    WANT(queue_to(4194305, 65, words), -ESRCH);
    WANT(queue_to(self, 65, words), -EINVAL);
    WANT(queue_to(self, 0, words), 0);
    WANT(queue_to(0, 0, words), -ESRCH);
    WANT(queue_to(-1, 0, words), -ESRCH);
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, self, 40, bad), -EFAULT);
    WANT(syscall(SYS_rt_tgsigqueueinfo, 0, self, 40, words), -EINVAL);
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, 0, 40, words), -EINVAL);
    WANT(syscall(SYS_rt_tgsigqueueinfo, parent, self, 40, words), -ESRCH);
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, self, 65, words), -EINVAL);
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, self, 0, words), 0);
    words[2] = SI_TKILL;
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, 4194305, 40, words), -EPERM);
    words[2] = SI_QUEUE;
    WANT(syscall(SYS_rt_tgsigqueueinfo, self, self, 40, words), 0);
    compare_info("to a thread", 40, words, 8);
    unblock(bit(SIGUSR1) | bit(SIGSEGV) | bit(40));
}

/* A signalfd tells the fields of each layout in places of their own. */
static void fd_layouts(void)
{
    u64 set = bit(40) | bit(SIGCHLD) | bit(SIGIO) | bit(SIGSEGV) | bit(SIGSYS);
    struct signalfd_siginfo got;
    int words[32], self = getpid();
    block(set);
    WANT(syscall(SYS_signalfd4, -1, &set, 4, 0), -EINVAL);
    WANT(syscall(SYS_signalfd4, -1, &set, 16, 0), -EINVAL);
    int fd = (int)syscall(SYS_signalfd4, -1, &set, 8, SFD_NONBLOCK);
    memset(words, 0, sizeof words);
    for (int i = 1; i < 8; i++)
        words[i] = -i;
    words[2] = SI_QUEUE;
    queue_to(self, 40, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("errno", got.ssi_errno, -1);
    want("pid", (int)got.ssi_pid, -3);
    want("uid", (int)got.ssi_uid, -4);
    want("int", got.ssi_int, -5);
    want("ptr", got.ssi_ptr == (u64)-5ll, 1);
    want("no tid", got.ssi_tid, 0);
    words[2] = SI_TIMER;
    queue_to(self, 40, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("tid", (int)got.ssi_tid, -3);
    want("overrun", (int)got.ssi_overrun, -4);
    want("int", got.ssi_int, -5);
    want("no pid", got.ssi_pid, 0);
    words[2] = CLD_KILLED;
    queue_to(self, SIGCHLD, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("pid", (int)got.ssi_pid, -3);
    want("status", got.ssi_status, -5);
    want("utime", got.ssi_utime == (u64)-6ll, 1);
    want("stime", got.ssi_stime == (u64)-7ll, 1);
    words[2] = POLL_IN;
    queue_to(self, SIGIO, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("band", (int)got.ssi_band, -3);
    want("fd", got.ssi_fd, -4);
    words[2] = SEGV_MAPERR;
    queue_to(self, SIGSEGV, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("addr", got.ssi_addr == 0xfffffffdull, 1);
    want("no pid", got.ssi_pid, 0);
    words[2] = 1;
    queue_to(self, SIGSYS, words);
    WANT(read(fd, &got, sizeof got), 128);
    want("call addr", got.ssi_call_addr == 0xfffffffdull, 1);
    want("syscall", got.ssi_syscall, -4);
    want("arch", (int)got.ssi_arch, -5);

    /* A bad buffer costs the signal. */
    raise(40);
    WANT(syscall(SYS_read, fd, 8, 128), -EFAULT);
    WANT(read(fd, &got, sizeof got), -EAGAIN);
    close(fd);
    unblock(bit(40) | bit(SIGIO) | bit(SIGSEGV) | bit(SIGSYS));
}

/* The same sets as /proc shows them. qemu-arm shows its own. */
static u64 proc_set(const char *name)
{
    char text[256];
    u64 set = ~0ull;
    FILE *file = fopen("/proc/self/status", "r");
    while (file && fgets(text, sizeof text, file)) {
        if (!strncmp(text, name, strlen(name)))
            set = strtoull(text + strlen(name) + 2, NULL, strcmp(name, "SigQ") ? 16 : 10);
    }
    if (file)
        fclose(file);
    return set;
}

static void proc(void)
{
    u64 set = bit(SIGUSR1) | bit(40) | bit(64);
    union sigval value = {.sival_int = 1};
    handle(SIGUSR2, count, 0);
    handle(SIGHUP, SIG_IGN, 0);
    block(set);
    kill(getpid(), SIGUSR1);
    sigqueue(getpid(), 64, value);
    raise(40);
    want("SigPnd", proc_set("SigPnd") == bit(40), 1);
    want("ShdPnd", proc_set("ShdPnd") == (bit(SIGUSR1) | bit(64)), 1);
    want("SigBlk", (proc_set("SigBlk") & set) == set, 1);
    want("SigIgn", (proc_set("SigIgn") & (bit(SIGHUP) | bit(SIGUSR2))) == bit(SIGHUP), 1);
    want("SigCgt", (proc_set("SigCgt") & (bit(SIGHUP) | bit(SIGUSR2))) == bit(SIGUSR2), 1);
    want("SigQ", (long)proc_set("SigQ"), 3);
    while (take(set, NULL) > 0)
        continue;
    want("SigQ", (long)proc_set("SigQ"), 0);
    unblock(set);
    handle(SIGHUP, SIG_DFL, 0);
    handle(SIGUSR2, SIG_DFL, 0);
}

/* RLIMIT_SIGPENDING counts over all processes of the real user. qemu-arm's host has its own count. */
static int within_limits(void)
{
    struct rlimit limit = {5, 5};
    union sigval value = {.sival_int = 1};
    siginfo_t info;
    block(bit(40) | bit(41) | bit(SIGUSR1) | bit(SIGUSR2));
    WANT(setuid(7001), 0);
    WANT(setrlimit(RLIMIT_SIGPENDING, &limit), 0);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        sigqueue(getpid(), 40, value);
        sigqueue(getpid(), 40, value);
        for (;;)
            pause();
    }
    nap(10);
    for (int i = 0; i < 3; i++)
        WANT(sigqueue(getpid(), 40, value), 0);
    WANT(sigqueue(getpid(), 40, value), -EAGAIN);
    WANT(sigqueue(getpid(), 41, value), -EAGAIN);
    want("refused is not pending", (pending_now() & bit(41)) != 0, 0);
    WANT(syscall(SYS_tgkill, getpid(), getpid(), 41), -EAGAIN);
    /* kill is never refused: the signal comes without its information. */
    WANT(kill(getpid(), 41), 0);
    WANT(kill(getpid(), 41), 0);
    want("kill of a real-time signal", take(bit(41), &info), 41);
    want("code", info.si_code, SI_USER);
    want("sender lost", info.si_pid, 0);
    want("and once", result(take(bit(41), &info)), -EAGAIN);
    WANT(sigqueue(getpid(), SIGUSR1, value), 0);
    WANT(raise(SIGUSR2), 0);
    want("a standard one", take(bit(SIGUSR1), &info), SIGUSR1);
    want("its value is lost", info.si_code * 10 + info.si_value.sival_int, 0);
    want("raised", take(bit(SIGUSR2), &info), SIGUSR2);
    want("lost as well", info.si_code, SI_USER);
    kill(getpid(), SIGUSR1); /* the kernel's promise to kill: it may exceed the limit */
    want("killed", take(bit(SIGUSR1), &info), SIGUSR1);
    want("with its sender", info.si_pid, getpid());
    take(bit(40), &info);
    WANT(sigqueue(getpid(), 41, value), 0);
    WANT(sigqueue(getpid(), 41, value), -EAGAIN);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    WANT(sigqueue(getpid(), 41, value), 0); /* what the child held is free again */
    WANT(sigqueue(getpid(), 41, value), 0);
    WANT(sigqueue(getpid(), 41, value), -EAGAIN);
    printf("limits: %d wrong\n", wrong);
    return wrong;
}

/* Who may signal whom. */
static int permissions(void)
{
    pid_t root = getppid();
    fflush(stdout);
    pid_t other = fork();
    if (other == 0) {
        setresuid(7002, 7003, 7004);
        alarm(2);
        pause();
        _exit(0);
    }
    pid_t session = fork();
    if (session == 0) {
        setsid();
        setuid(7002);
        alarm(2);
        pause();
        _exit(0);
    }
    nap(20);
    WANT(setresuid(7005, 7005, 7005), 0);
    WANT(kill(other, 0), -EPERM);
    WANT(kill(other, 65), -EINVAL);
    WANT(kill(root, SIGUSR1), -EPERM);
    WANT(kill(root, SIGCONT), 0); /* of the same session */
    WANT(kill(session, SIGCONT), -EPERM);
    WANT(kill(1, 0), -EPERM);
    WANT(kill(getpid(), 0), 0);
    WANT(kill(-1, 0), 0); /* nobody but strangers is no error */
    WANT(syscall(SYS_tkill, other, 0), -EPERM);
    int words[32] = {0, 0, SI_QUEUE};
    WANT(queue_to(other, SIGUSR1, words), -EPERM);
    printf("permissions: %d wrong\n", wrong);
    fflush(stdout);
    return wrong;
}

/* By real or effective id against real or saved id. */
static int by_id(uid_t real, uid_t effective, pid_t target)
{
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        setresuid(real, effective, 9999);
        _exit(kill(target, 0) == 0);
    }
    int status = 0;
    waitpid(pid, &status, 0);
    return WEXITSTATUS(status);
}

static void credentials(void)
{
    fflush(stdout);
    pid_t target = fork();
    if (target == 0) {
        setresuid(7002, 7003, 7004);
        for (;;)
            pause();
    }
    nap(20);
    want("real to real", by_id(7002, 1, target), 1);
    want("effective to real", by_id(1, 7002, target), 1);
    want("real to saved", by_id(7004, 1, target), 1);
    want("effective to saved", by_id(1, 7004, target), 1);
    want("to effective", by_id(7003, 7003, target), 0);
    want("by saved", by_id(1, 1, target), 0);
    kill(target, SIGKILL);
    waitpid(target, NULL, 0);
}

static void children(void)
{
    int status;
    siginfo_t info;
    handle(SIGCHLD, SIG_DFL, SA_NOCLDWAIT);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0)
        _exit(3);
    want("SA_NOCLDWAIT", result(waitpid(pid, &status, 0)), -ECHILD);
    block(bit(SIGCHLD));
    take(bit(SIGCHLD), &info);
    pid = fork();
    if (pid == 0)
        _exit(4);
    want("and the status is lost", result(waitpid(pid, &status, 0)), -ECHILD);
    want("but SIGCHLD comes", take(bit(SIGCHLD), &info), SIGCHLD);
    want("with the status", info.si_status, 4);

    handle(SIGCHLD, count, SA_NOCLDSTOP);
    pid = fork();
    if (pid == 0) {
        for (;;)
            pause();
    }
    kill(pid, SIGSTOP);
    waitpid(pid, &status, WUNTRACED);
    want("SA_NOCLDSTOP", (pending_now() & bit(SIGCHLD)) != 0, 0);
    kill(pid, SIGCONT);
    waitpid(pid, &status, WCONTINUED);
    want("continued too", (pending_now() & bit(SIGCHLD)) != 0, 0);
    kill(pid, SIGKILL);
    waitpid(pid, &status, 0);
    want("ended", take(bit(SIGCHLD), &info), SIGCHLD);

    /* vfork: the parent takes no signal before the child is gone. */
    handle(SIGUSR1, count, 0);
    handled = 0;
    volatile int seen = -1;
    pid = vfork();
    if (pid == 0) {
        kill(getppid(), SIGUSR1);
        seen = handled;
        _exit(0);
    }
    want("seen in the child", seen, 0);
    want("handled after vfork", handled, 1);
    waitpid(pid, &status, 0);
    take(bit(SIGCHLD), &info);
    unblock(bit(SIGCHLD));
    handle(SIGCHLD, SIG_DFL, 0);

    /* A pidfd takes no flags with a signal. */
    int fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
    WANT(syscall(SYS_pidfd_send_signal, fd, 0, NULL, 1), -EINVAL);
    close(fd);
}

int main(void)
{
    old_calls();
    flags();
    stacks();
    infos();
    fd_layouts();
    proc();
    children();
    credentials();
    int before = wrong;
    pid_t pid = child(permissions);
    int status;
    waitpid(pid, &status, 0);
    want("permissions", WIFEXITED(status) ? WEXITSTATUS(status) : -1, before);
    before = wrong;
    pid = child(within_limits);
    waitpid(pid, &status, 0);
    want("limits", WIFEXITED(status) ? WEXITSTATUS(status) : -1, before);
    printf("right %d, wrong %d\n", right, wrong);
    return wrong != 0;
}
