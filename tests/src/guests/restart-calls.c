/*
 * Which calls a handler ends with EINTR and which go on afterwards, with and without SA_RESTART.
 * A child sends the signal every few milliseconds. In the rows that are to go on, the handler
 * itself brings what is waited for when it runs for the twelfth time.
 */
#include "cases.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

enum { TWELFTH = 12, TOO_MANY = 400 };

static volatile int runs;
static void (*volatile release)(void);
static int ends[2], event_fd, lock_fd, lock_pipe[2];
static volatile int futex_word;
static pid_t waited_child;

static void on_signal(int signal)
{
    (void)signal;
    int saved = errno;
    if (++runs == TWELFTH && release)
        release();
    if (runs == TOO_MANY) {
        tell("goes on without end\n");
        _exit(3);
    }
    errno = saved;
}

static long checked(ssize_t n) { return n; }

static void drain(void)
{
    char block[4096];
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    while (read(ends[0], block, sizeof block) > 0)
        ;
    fcntl(ends[0], F_SETFL, 0);
}

static void put_byte(void) { checked(write(ends[1], "x", 1)); }
static long do_read(void) { char c; return read(ends[0], &c, 1); }
static long do_readv(void)
{
    char a, b;
    struct iovec parts[2] = {{&a, 1}, {&b, 1}};
    return readv(ends[0], parts, 2);
}

static long do_write(void)
{
    static char block[65536];
    fcntl(ends[1], F_SETFL, O_NONBLOCK);
    while (write(ends[1], block, sizeof block) > 0)
        ;
    while (write(ends[1], block, 1) > 0)
        ;
    fcntl(ends[1], F_SETFL, 0);
    return write(ends[1], block, 4096);
}

static void put_event(void) { eventfd_write(event_fd, 5); }
static long do_eventfd(void) { eventfd_t value; return eventfd_read(event_fd, &value); }

static void open_both(void) { open("/tmp/restart-fifo", O_RDWR); }
static long do_open(void)
{
    unlink("/tmp/restart-fifo");
    mkfifo("/tmp/restart-fifo", 0600);
    return open("/tmp/restart-fifo", O_RDONLY);
}

static void end_child(void) { kill(waited_child, SIGKILL); }
static pid_t start_child(void)
{
    waited_child = fork();
    if (waited_child == 0)
        for (;;)
            pause();
    return waited_child;
}
static long do_waitpid(void) { return waitpid(start_child(), NULL, 0); }
static long do_waitid(void)
{
    siginfo_t info;
    return waitid(P_PID, (id_t)start_child(), &info, WEXITED);
}

static void change_word(void) { futex_word = 1; }
static long do_futex(void)
{
    return syscall(SYS_futex, &futex_word, FUTEX_WAIT_PRIVATE, 0, NULL);
}
static long do_timed_futex(void)
{
    struct timespec t = {1000, 0};
    return syscall(SYS_futex, &futex_word, FUTEX_WAIT_PRIVATE, 0, &t);
}

/* Another process has the lock until it reads a byte. */
static void hold_lock(int whole)
{
    int ready[2];
    char c;
    if (pipe(lock_pipe) || pipe(ready))
        exit(1);
    lock_fd = open("/tmp/restart-lock", O_RDWR | O_CREAT, 0600);
    waited_child = fork();
    if (waited_child == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        int fd = open("/tmp/restart-lock", O_RDWR);
        if (whole)
            flock(fd, LOCK_EX);
        else
            fcntl(fd, F_SETLK, &lock);
        checked(write(ready[1], "r", 1));
        checked(read(lock_pipe[0], &c, 1));
        _exit(0);
    }
    while (read(ready[0], &c, 1) != 1)
        ;
    close(ready[0]);
    close(ready[1]);
}
static void free_lock(void) { checked(write(lock_pipe[1], "f", 1)); }
static long do_flock(void) { hold_lock(1); return flock(lock_fd, LOCK_EX); }
static long do_setlkw(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    hold_lock(0);
    return fcntl(lock_fd, F_SETLKW, &lock);
}

static long do_poll(void) { struct pollfd p = {ends[0], POLLIN, 0}; return poll(&p, 1, -1); }
static long do_timed_poll(void) { return poll(NULL, 0, 1000000); }
static long do_ppoll(void)
{
    struct pollfd p = {ends[0], POLLIN, 0};
    struct timespec t = {1000, 0};
    return ppoll(&p, 1, &t, NULL);
}
static long do_select(void)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    return select(ends[0] + 1, &set, NULL, NULL, NULL);
}
static long do_pselect(void)
{
    struct timespec t = {1000, 0};
    return pselect(0, NULL, NULL, NULL, &t, NULL);
}
static long do_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);
    epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    long result = epoll_wait(fd, &event, 1, -1);
    close(fd);
    return result;
}
static long do_nanosleep(void)
{
    struct timespec t = {1000, 500}, rest = {0, 0};
    long result = nanosleep(&t, &rest);
    printf("  rest %d\n", rest.tv_sec >= 900 && rest.tv_sec <= 1000);
    return result;
}
static long do_clock_nanosleep(void)
{
    struct timespec t = {1000, 0}, rest = {0, 0};
    errno = clock_nanosleep(CLOCK_MONOTONIC, 0, &t, &rest);
    printf("  rest %d\n", rest.tv_sec >= 900 && rest.tv_sec <= 1000);
    return errno ? -1 : 0;
}
static long do_absolute_sleep(void)
{
    struct timespec t = {2000000000, 0}, rest = {7, 7};
    errno = clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &t, &rest);
    printf("  rest untouched %d\n", rest.tv_sec == 7);
    return errno ? -1 : 0;
}
static long do_sigtimedwait(void)
{
    sigset_t set;
    struct timespec t = {1000, 0};
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    return sigtimedwait(&set, NULL, &t);
}
static long do_sigwaitinfo(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    return sigwaitinfo(&set, NULL);
}
static long do_pause(void) { return pause(); }
static long do_sigsuspend(void) { sigset_t set; sigemptyset(&set); return sigsuspend(&set); }

struct row {
    const char *name;
    long (*wait)(void);
    void (*release)(void);
};

static const struct row going_on[] = {
    {"read", do_read, put_byte}, {"readv", do_readv, put_byte}, {"write", do_write, drain},
    {"eventfd", do_eventfd, put_event}, {"open", do_open, open_both},
    {"waitpid", do_waitpid, end_child}, {"waitid", do_waitid, end_child},
    {"futex", do_futex, change_word}, {"flock", do_flock, free_lock},
    {"F_SETLKW", do_setlkw, free_lock}, {NULL, NULL, NULL},
};

static const struct row ending[] = {
    {"futex with a time", do_timed_futex, NULL}, {"poll", do_poll, NULL},
    {"poll with a time", do_timed_poll, NULL}, {"ppoll", do_ppoll, NULL},
    {"select", do_select, NULL}, {"pselect", do_pselect, NULL}, {"epoll_wait", do_epoll, NULL},
    {"nanosleep", do_nanosleep, NULL}, {"clock_nanosleep", do_clock_nanosleep, NULL},
    {"absolute sleep", do_absolute_sleep, NULL}, {"sigtimedwait", do_sigtimedwait, NULL},
    {"sigwaitinfo", do_sigwaitinfo, NULL}, {"pause", do_pause, NULL},
    {"sigsuspend", do_sigsuspend, NULL}, {NULL, NULL, NULL},
};

static void run_row(const struct row *row, int flags, int releases)
{
    pid_t self = getpid();
    if (pipe(ends))
        exit(1);
    event_fd = eventfd(0, 0);
    runs = 0;
    futex_word = 0;
    waited_child = 0;
    release = releases ? row->release : NULL;
    handle(SIGUSR1, on_signal, flags);
    fflush(stdout);
    pid_t sender = fork();
    if (sender == 0) {
        while (kill(self, SIGUSR1) == 0)
            pause_ms(4);
        _exit(0);
    }
    const char *result = outcome(row->wait());
    int enough = runs >= TWELFTH;
    handle(SIGUSR1, SIG_IGN, 0);
    kill(sender, SIGKILL);
    waitpid(sender, NULL, 0);
    if (waited_child > 0) {
        kill(waited_child, SIGKILL);
        waitpid(waited_child, NULL, 0);
    }
    printf("%s: %s%s\n", row->name, result, releases && enough ? ", not before its time" : "");
    close(ends[0]);
    close(ends[1]);
    close(event_fd);
}

static void run_rows(const struct row *rows, int flags, int releases)
{
    for (; rows->name; rows++)
        run_row(rows, flags, releases);
}

static void interrupted(void) { run_rows(going_on, 0, 0); }
static void restarted(void) { run_rows(going_on, SA_RESTART, 1); }
static void never(void) { run_rows(ending, SA_RESTART, 0); }
static void without(void) { run_rows(ending, 0, 0); }

/* What was transferred before the signal counts; that call is not started again. */
static void partial(void)
{
    static char block[100000];
    pid_t self = getpid();
    if (pipe(ends))
        exit(1);
    handle(SIGUSR1, on_signal, SA_RESTART);
    release = NULL;
    runs = 0;
    fflush(stdout);
    pid_t sender = fork();
    if (sender == 0) {
        while (kill(self, SIGUSR1) == 0)
            pause_ms(4);
        _exit(0);
    }
    printf("written: %ld\n", (long)write(ends[1], block, sizeof block));
    kill(sender, SIGKILL);
    waitpid(sender, NULL, 0);
}

/* Ignored signals and those ignored by default end no wait, of whatever kind. */
static void ignored(void)
{
    pid_t self = getpid();
    struct timespec t = {0, 30000000}, rest = {5, 5};
    handle(SIGUSR1, SIG_IGN, 0);
    fflush(stdout);
    pid_t sender = fork();
    if (sender == 0) {
        for (;;) {
            kill(self, SIGUSR1);
            kill(self, SIGWINCH);
            kill(self, SIGCONT);
            pause_ms(2);
        }
    }
    printf("poll: %d\n", poll(NULL, 0, 30));
    printf("nanosleep: %s rest %ld\n", outcome(nanosleep(&t, &rest)), (long)rest.tv_sec);
    kill(sender, SIGKILL);
    printf("waitpid: %d\n", waitpid(sender, NULL, 0) == sender);
}

static const struct named_case cases[] = {
    {"interrupted", interrupted}, {"restarted", restarted}, {"never", never},
    {"without", without}, {"partial", partial}, {"ignored", ignored}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
