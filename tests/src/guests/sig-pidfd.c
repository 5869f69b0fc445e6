/* pidfd_open and pidfd_send_signal. */
#include "sig-common.h"

static int wait_for_end(void)
{
    for (;;)
        pause();
    return 0;
}

static long open_it(pid_t pid, unsigned flags) { return syscall(SYS_pidfd_open, pid, flags); }

static long send_it(int fd, int signal, siginfo_t *info, unsigned flags)
{
    return syscall(SYS_pidfd_send_signal, fd, signal, info, flags);
}

int main(void)
{
    int null = open("/dev/null", O_RDWR);
    pid_t pid = child(wait_for_end);
    char c;

    SHOW(open_it(0, 0));
    SHOW(open_it(-1, 0));
    SHOW(open_it(pid, 1));
    SHOW(open_it(4194305, 0));
    int fd = (int)open_it(pid, 0);
    int slow = (int)open_it(pid, O_NONBLOCK);
    printf("flags %x %x close on exec %d\n", fcntl(fd, F_GETFL) & O_NONBLOCK,
           fcntl(slow, F_GETFL) & O_NONBLOCK, fcntl(fd, F_GETFD));
    show("read", read(fd, &c, 1));
    show("write", write(fd, "x", 1));

    show("bad descriptor", send_it(99, 0, NULL, 0));
    show("no pidfd", send_it(null, 0, NULL, 0));
    show("bad signal", send_it(fd, 65, NULL, 0));
    show("probe", send_it(fd, 0, NULL, 0));

    struct pollfd entry = {.fd = fd, .events = POLLIN};
    show("alive", poll(&entry, 1, 0));
    show("SIGTERM", send_it(fd, SIGTERM, NULL, 0));
    show("ended", poll(&entry, 1, 10000));
    printf("revents %x\n", entry.revents & POLLIN);
    show("zombie", send_it(fd, SIGTERM, NULL, 0));
    show_end("child", pid);
    show("reaped", send_it(fd, 0, NULL, 0));
    show("reaped", open_it(pid, 0));

    block(bit(SIGUSR1));
    int self = (int)open_it(getpid(), 0);
    siginfo_t info;
    show("to itself", send_it(self, SIGUSR1, NULL, 0));
    take(bit(SIGUSR1), &info);
    printf("code %d pid %d uid %d\n", info.si_code, info.si_pid == getpid(),
           info.si_uid == getuid());
    memset(&info, 0, sizeof info);
    info.si_signo = SIGUSR1;
    info.si_code = SI_QUEUE;
    info.si_pid = 12;
    info.si_uid = 34;
    info.si_value.sival_int = 56;
    show("other number", send_it(self, SIGUSR2, &info, 0));
    show("with info", send_it(self, SIGUSR1, &info, 0));
    memset(&info, 0, sizeof info);
    take(bit(SIGUSR1), &info);
    printf("code %d pid %d uid %d value %d\n", info.si_code, info.si_pid, info.si_uid,
           info.si_value.sival_int);
    return 0;
}
