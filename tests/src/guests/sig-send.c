/* Sending: who is found, which errno comes first, what the receiver learns. */
#include "sig-common.h"

static long tgkill_call(int group, int thread, int signal)
{
    return syscall(SYS_tgkill, group, thread, signal);
}
static long tkill_call(int thread, int signal) { return syscall(SYS_tkill, thread, signal); }

static int die_by_nothing(void) { return 0; }

static int sleep_on(void)
{
    for (;;)
        pause();
    return 0;
}

static void learn(const char *what, int signal, pid_t sender)
{
    siginfo_t info;
    memset(&info, 0xee, sizeof info);
    int got = take(bit(signal), &info);
    printf("%s: got %d code %d errno %d sender %d uid %d\n", what, got == signal, info.si_code,
           info.si_errno, info.si_pid == sender, info.si_uid == getuid());
}

static void *wait_thread(void *argument)
{
    int *shared = argument;
    shared[0] = (int)syscall(SYS_gettid);
    __atomic_store_n(&shared[1], 1, __ATOMIC_SEQ_CST);
    while (!__atomic_load_n(&shared[2], __ATOMIC_SEQ_CST))
        nap(1);
    printf("thread pending %llx\n", pending_now());
    return NULL;
}

int main(void)
{
    pid_t self = getpid();
    pid_t zombie = child(die_by_nothing);
    siginfo_t info;
    waitid(P_PID, zombie, &info, WEXITED | WNOWAIT);

    SHOW(kill(self, 0));
    SHOW(kill(0, 0));
    SHOW(kill(self, 65));
    SHOW(kill(self, -1));
    SHOW(kill(4194305, SIGTERM));
    SHOW(kill(4194305, 65));
    SHOW(kill(-4194305, 0));
    SHOW(kill((pid_t)0x80000000, SIGTERM));
    printf("zombie\n");
    show("kill(zombie, 0)", kill(zombie, 0));
    show("kill(zombie, SIGKILL)", kill(zombie, SIGKILL));
    show("kill(zombie, 65)", kill(zombie, 65));
    show("tkill(zombie, SIGTERM)", tkill_call(zombie, SIGTERM));
    waitpid(zombie, NULL, 0);
    show("kill(reaped, 0)", kill(zombie, 0));

    SHOW(tgkill_call(0, self, 0));
    SHOW(tgkill_call(self, 0, 0));
    SHOW(tgkill_call(-1, self, 0));
    SHOW(tgkill_call(self, self, 0));
    SHOW(tgkill_call(self, self, 65));
    SHOW(tgkill_call(4194305, self, 0));
    SHOW(tgkill_call(self, 4194305, 65));
    SHOW(tkill_call(0, 0));
    SHOW(tkill_call(-1, 0));
    SHOW(tkill_call(self, 65));
    SHOW(tkill_call(4194305, 65));
    show("tgkill(parent, self)", tgkill_call(getppid(), self, 0));

    block(bit(SIGUSR1) | bit(SIGUSR2) | bit(SIGRTMIN));
    kill(self, SIGUSR1);
    learn("kill", SIGUSR1, self);
    raise(SIGUSR1);
    learn("tgkill", SIGUSR1, self);
    kill(self, SIGRTMIN);
    learn("kill of a real-time signal", SIGRTMIN, self);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        kill(getppid(), SIGUSR2);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    learn("from a child", SIGUSR2, pid);

    /* A process group, and one whose members are zombies only. */
    pid_t first = child(sleep_on);
    setpgid(first, first);
    pid_t second = child(sleep_on);
    setpgid(second, first);
    show("kill(-group, 0)", kill(-first, 0));
    show("kill(-group, SIGTERM)", kill(-first, SIGTERM));
    waitid(P_PID, first, &info, WEXITED | WNOWAIT);
    waitid(P_PID, second, &info, WEXITED | WNOWAIT);
    show("kill(-zombies, SIGTERM)", kill(-first, SIGTERM));
    show_end("first", first);
    show_end("second", second);
    show("kill(-gone, 0)", kill(-first, 0));

    /* A thread by its id: tkill reaches it, kill reaches its process. */
    volatile int shared[3] = {0, 0, 0};
    pthread_t thread;
    pthread_create(&thread, NULL, wait_thread, (void *)shared);
    while (!__atomic_load_n(&shared[1], __ATOMIC_SEQ_CST))
        nap(1);
    show("tgkill(self, thread)", tgkill_call(self, shared[0], SIGUSR1));
    printf("main pending %llx\n", pending_now());
    show("kill(thread)", kill(shared[0], SIGUSR2));
    printf("main pending %llx\n", pending_now());
    __atomic_store_n(&shared[2], 1, __ATOMIC_SEQ_CST);
    pthread_join(thread, NULL);
    show("tgkill(self, ended thread)", tgkill_call(self, shared[0], 0));
    printf("main pending %llx\n", pending_now());
    return 0;
}
