/* Children: what SIGCHLD tells, how fatal signals end whole processes, what exec and vfork leave. */
#include "sig-common.h"

static void learn(const char *what, pid_t pid)
{
    siginfo_t info;
    struct timespec limit = {5, 0};
    u64 set = bit(SIGCHLD);
    memset(&info, 0xee, sizeof info);
    long got = syscall(SYS_rt_sigtimedwait, &set, &info, &limit, 8);
    int code = info.si_code == CLD_DUMPED ? CLD_KILLED : info.si_code; /* dumps are the host's */
    printf("%s: %ld errno %d code %d pid %d uid %d status %d times %d\n", what, got, info.si_errno,
           code, info.si_pid == pid, info.si_uid == getuid(), info.si_status,
           info.si_utime >= 0 && info.si_stime >= 0 && info.si_utime + info.si_stime < 1000);
    fflush(stdout);
}

static int exit_300(void) { return 300; }
static int wait_for_end(void)
{
    for (;;)
        pause();
    return 0;
}
static int abort_it(void)
{
    abort();
    return 0;
}

static void *spin(void *unused)
{
    (void)unused;
    for (;;)
        pause();
    return NULL;
}

/* Several threads asleep; one of them gets a fatal signal by its own id. */
static int threads_die(void)
{
    pthread_t threads[3];
    u64 set = bit(SIGCHLD);
    raw_mask(SIG_UNBLOCK, &set, NULL);
    for (int i = 0; i < 3; i++)
        pthread_create(&threads[i], NULL, spin, NULL);
    pthread_kill(threads[1], SIGUSR2);
    for (;;)
        pause();
    return 0;
}

static int pipe_dies(void)
{
    int fds[2];
    (void)!pipe(fds);
    close(fds[0]);
    (void)!write(fds[1], "x", 1);
    return 33;
}

static int pipe_blocked(void)
{
    int fds[2];
    siginfo_t info;
    (void)!pipe(fds);
    close(fds[0]);
    block(bit(SIGPIPE));
    show("write", write(fds[1], "x", 1));
    int got = take(bit(SIGPIPE), &info);
    printf("SIGPIPE %d code %d pid %d\n", got, info.si_code, info.si_pid == getpid());
    return 0;
}

static void nothing(int signal) { (void)signal; }

static int after_exec(void)
{
    struct kernel_action action;
    stack_t stack;
    siginfo_t info;
    static const int asked[] = {SIGUSR1, SIGUSR2, SIGCHLD, SIGTERM};
    for (unsigned i = 0; i < sizeof asked / sizeof *asked; i++) {
        syscall(SYS_rt_sigaction, asked[i], NULL, &action, 8);
        printf("after exec: %d %s flags %x mask %x\n", asked[i],
               action.handler == SIG_DFL ? "default" : action.handler == SIG_IGN ? "ignore" : "?",
               action.flags, action.mask[0]);
    }
    printf("mask %llx pending %llx\n", mask_now(), pending_now());
    int got = take(bit(SIGTERM), &info);
    printf("SIGTERM %d code %d value %d\n", got, info.si_code, info.si_value.sival_int);
    sigaltstack(NULL, &stack);
    printf("stack %d flags %x size %u\n", stack.ss_sp != NULL, stack.ss_flags,
           (unsigned)stack.ss_size);
    printf("alarm left %d\n", alarm(0) > 0);
    return 0;
}

static char **arguments;

static int exec_it(void)
{
    static char area[8192];
    stack_t stack = {.ss_sp = area, .ss_size = sizeof area};
    union sigval value = {.sival_int = 4711};
    sigaltstack(&stack, NULL);
    handle(SIGUSR1, nothing, SA_RESTART | SA_NOCLDSTOP);
    handle(SIGUSR2, SIG_IGN, 0);
    handle(SIGCHLD, SIG_IGN, 0);
    block(bit(SIGTERM) | bit(SIGUSR1));
    sigqueue(getpid(), SIGTERM, value);
    raise(SIGUSR1);
    alarm(1000);
    char *again[] = {arguments[0], "again", NULL};
    execv("/proc/self/exe", again);
    return 1;
}

int main(int argc, char **argv)
{
    arguments = argv;
    if (argc > 1)
        return after_exec();
    signal(SIGCHLD, SIG_DFL);
    block(bit(SIGCHLD));

    pid_t pid = child(exit_300);
    learn("exit 300", pid);
    show_end("exit 300", pid);
    pid = child(wait_for_end);
    kill(pid, SIGKILL);
    learn("SIGKILL", pid);
    show_end("SIGKILL", pid);
    pid = child(wait_for_end);
    kill(pid, SIGRTMIN + 3);
    learn("real-time", pid);
    show_end("real-time", pid);
    pid = child(abort_it);
    learn("abort", pid);
    show_end("abort", pid);
    pid = child(threads_die);
    learn("threads", pid);
    show_end("threads", pid);
    pid = child(pipe_dies);
    learn("SIGPIPE", pid);
    show_end("SIGPIPE", pid);
    show_end("SIGPIPE blocked", child(pipe_blocked));
    learn("exit", getpid());

    /* Stopped and continued. */
    pid = child(wait_for_end);
    kill(pid, SIGSTOP);
    learn("stopped", pid);
    kill(pid, SIGCONT);
    learn("continued", pid);
    kill(pid, SIGTERM);
    learn("ended", pid);
    show_end("ended", pid);

    /* Several children: one SIGCHLD stays, all statuses do. */
    for (int i = 0; i < 3; i++)
        child(exit_300);
    nap(50);
    int many = 0;
    siginfo_t info;
    for (int i = 0; i < 3; i++) {
        waitid(P_ALL, 0, &info, WEXITED);
        many++;
    }
    int signals = 0;
    while (take(bit(SIGCHLD), &info) > 0)
        signals++;
    printf("children %d signals %d\n", many, signals);

    show_end("exec", child(exec_it));
    take(bit(SIGCHLD), NULL);

    /* Ignored SIGCHLD leaves no zombies, and wait waits for all. */
    int status;
    handle(SIGCHLD, SIG_IGN, 0);
    child(exit_300);
    child(exit_300);
    show("wait", wait(&status));
    printf("pending %llx\n", pending_now() & bit(SIGCHLD));
    return 0;
}
