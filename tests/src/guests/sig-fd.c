/* signalfd: reading, waiting, polling, changing, forking. */
#include "sig-common.h"
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/uio.h>

static long make(int fd, u64 bits, int size, int flags)
{
    return syscall(SYS_signalfd4, fd, &bits, size, flags);
}

static void show_read(const char *what, int fd, int count)
{
    struct signalfd_siginfo info[8];
    memset(info, 0xee, sizeof info);
    ssize_t got = read(fd, info, sizeof info[0] * count);
    printf("%s:", what);
    if (got < 0)
        printf(" %s", strerrorname_np(errno));
    for (int i = 0; i < got / (ssize_t)sizeof info[0]; i++)
        printf(" %d code %d pid %d int %d", (int)info[i].ssi_signo, info[i].ssi_code,
               (int)info[i].ssi_pid == getpid(), info[i].ssi_int);
    printf("\n");
}

static int ready(int fd)
{
    struct pollfd entry = {.fd = fd, .events = POLLIN | POLLOUT | POLLRDNORM};
    int got = poll(&entry, 1, 0);
    return got <= 0 ? got : entry.revents;
}

static void queue(int signal, int value)
{
    union sigval v = {.sival_int = value};
    sigqueue(getpid(), signal, v);
}

static void *reader(void *argument)
{
    show_read("another thread", *(int *)argument, 1);
    return NULL;
}

static volatile int handled;
static void count(int signal)
{
    (void)signal;
    handled++;
}

static void send_later(int signal, int milliseconds)
{
    fflush(stdout);
    if (fork() == 0) {
        nap(milliseconds);
        kill(getppid(), signal);
        _exit(0);
    }
}

int main(void)
{
    u64 set = bit(SIGUSR1) | bit(SIGUSR2) | bit(SIGRTMIN);
    char buffer[256];
    char *bad = (char *)8;
    block(set | bit(SIGTERM));
    int null = open("/dev/null", O_RDWR);

    SHOW(make(-1, set, 8, 1));
    SHOW(make(99, set, 8, 0));
    SHOW(make(-2, set, 8, 0));
    show("not a signalfd", make(null, set, 8, 0));
    SHOW(syscall(SYS_signalfd4, -1, bad, 8, 0));
    int fd = (int)make(-1, set | bit(SIGKILL), 8, SFD_NONBLOCK | SFD_CLOEXEC);
    printf("flags %x fd flags %d\n", fcntl(fd, F_GETFL) & (O_ACCMODE | O_NONBLOCK), fcntl(fd, F_GETFD));

    show_read("nothing", fd, 1);
    printf("ready %x\n", ready(fd));
    show("too small", read(fd, buffer, 127));
    show("write", write(fd, buffer, 128));
    queue(SIGRTMIN, 5);
    queue(SIGRTMIN, 6);
    queue(SIGUSR2, 7);
    raise(SIGUSR1);
    raise(SIGTERM);
    printf("ready %x\n", ready(fd) & POLLIN);
    show_read("two of four", fd, 2);
    show_read("the rest", fd, 8);
    show_read("nothing left", fd, 8);
    take(bit(SIGTERM), NULL);
    queue(SIGUSR1, 1);
    show("bad buffer", syscall(SYS_read, fd, bad, 128));
    take(bit(SIGUSR1), NULL); /* Linux has lost it by now, qemu-arm has not */

    /* Changing the set of an open one. */
    int same = (int)make(fd, bit(SIGTERM), 8, 0);
    printf("same %d\n", same == fd);
    raise(SIGUSR1);
    show_read("USR1 no longer", fd, 1);
    raise(SIGTERM);
    show_read("TERM now", fd, 1);
    make(fd, set, 8, 0);
    show_read("USR1 again", fd, 1);

    /* Waiting. */
    int slow = (int)syscall(SYS_signalfd, -1, &set, 8);
    send_later(SIGUSR1, 20);
    struct signalfd_siginfo one;
    show("waits", read(slow, &one, sizeof one));
    printf("signo %d code %d\n", (int)one.ssi_signo, one.ssi_code);
    while (wait(NULL) > 0)
        continue;
    send_later(SIGUSR2, 20);
    struct pollfd entry = {.fd = slow, .events = POLLIN};
    show("poll waits", poll(&entry, 1, 5000));
    show_read("then read", slow, 1 + (one.ssi_signo == 0));
    while (wait(NULL) > 0)
        continue;
    int epoll = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = 77};
    show("epoll_ctl", epoll_ctl(epoll, EPOLL_CTL_ADD, slow, &event));
    show("epoll nothing", epoll_wait(epoll, &event, 1, 0));
    send_later(SIGUSR1, 20);
    event.data.u32 = 0;
    show("epoll waits", epoll_wait(epoll, &event, 1, 5000));
    printf("events %x data %u\n", event.events, event.data.u32);
    take(bit(SIGUSR1), NULL);
    show("epoll taken by sigtimedwait", epoll_wait(epoll, &event, 1, 0));
    while (wait(NULL) > 0)
        continue;

    /* A handler interrupts a read: EINTR, or again with SA_RESTART. */
    handle(SIGALRM, count, 0);
    send_later(SIGALRM, 20);
    show("interrupted", read(slow, &one, sizeof one));
    handle(SIGALRM, count, SA_RESTART);
    send_later(SIGALRM, 20);
    send_later(SIGUSR1, 60);
    show("restarted", read(slow, &one, sizeof one));
    printf("signo %d handled %d\n", (int)one.ssi_signo, handled);
    while (wait(NULL) > 0)
        continue;

    /* The child reads its own signals, not its parent's. */
    raise(SIGUSR1);
    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        printf("child ready %x\n", ready(fd));
        show_read("child", fd, 1);
        kill(getpid(), SIGUSR2);
        show_read("child's own", fd, 1);
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    show_read("parent", fd, 1);

    /* A thread reads what was sent to the process, and what was sent to itself. */
    pthread_t thread;
    pthread_create(&thread, NULL, reader, &slow);
    nap(20);
    queue(SIGRTMIN, 42);
    pthread_join(thread, NULL);
    pthread_create(&thread, NULL, reader, &slow);
    nap(20);
    pthread_kill(thread, SIGUSR2);
    pthread_join(thread, NULL);
    printf("pending %llx\n", pending_now());

    /* Unread signals stay pending; the descriptor itself holds nothing. */
    raise(SIGUSR1);
    close(fd);
    close(slow);
    printf("pending %llx\n", pending_now());
    return 0;
}
