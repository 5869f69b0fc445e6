/*
 * Stopped and continued in the middle of a call: the call goes on as if nothing had been, with the
 * time it had left, but for the few that Linux lets end with EINTR.
 */
#include "cases.h"
#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>

static int ends[2];

static long do_read(void) { char c; return read(ends[0], &c, 1); }
static long do_poll(void) { struct pollfd p = {ends[0], POLLIN, 0}; return poll(&p, 1, 100000); }
static long do_select(void)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    return select(ends[0] + 1, &set, NULL, NULL, NULL);
}
static long do_nanosleep(void) { struct timespec t = {0, 400000000}; return nanosleep(&t, NULL); }
static long do_futex(void)
{
    struct timespec t = {0, 400000000};
    int word = 0;
    return syscall(SYS_futex, &word, FUTEX_WAIT_PRIVATE, 0, &t);
}
static long do_waitpid(void)
{
    pid_t child = fork();
    if (child == 0) {
        char c;
        _exit(read(ends[0], &c, 1) == 1 ? 0 : 1);
    }
    return waitpid(child, NULL, 0);
}
static long do_epoll(void)
{
    struct epoll_event event = {.events = EPOLLIN};
    int fd = epoll_create1(0);
    epoll_ctl(fd, EPOLL_CTL_ADD, ends[0], &event);
    return epoll_wait(fd, &event, 1, -1);
}
static long do_sigtimedwait(void)
{
    sigset_t set;
    struct timespec t = {100, 0};
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    return sigtimedwait(&set, NULL, &t);
}

static void stop_in(const char *name, long (*wait)(void), int least_ms)
{
    int status;
    if (pipe(ends))
        exit(1);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct timespec before, after;
        clock_gettime(CLOCK_MONOTONIC, &before);
        long result = wait();
        const char *text = outcome(result);
        clock_gettime(CLOCK_MONOTONIC, &after);
        long ms = (after.tv_sec - before.tv_sec) * 1000 +
                  (after.tv_nsec - before.tv_nsec) / 1000000;
        printf("%s: %s, long enough %d\n", name, text, ms >= least_ms);
        fflush(stdout);
        _exit(0);
    }
    for (int i = 0; i < 3; i++) {
        pause_ms(20);
        kill(child, SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        if (!WIFSTOPPED(status)) {
            printf("%s: ended early\n", name);
            return;
        }
        pause_ms(30);
        kill(child, SIGCONT);
    }
    ssize_t n = write(ends[1], "xy", 2);
    waitpid(child, &status, 0);
    (void)n;
    close(ends[0]);
    close(ends[1]);
}

static void going_on(void)
{
    stop_in("read", do_read, 0);
    stop_in("poll", do_poll, 0);
    stop_in("select", do_select, 0);
    stop_in("waitpid", do_waitpid, 0);
}

static void timed(void)
{
    stop_in("nanosleep", do_nanosleep, 399);
    stop_in("futex", do_futex, 399);
}

/* signal(7) names those that give EINTR after SIGCONT though there is no handler. */
static void stop_once(const char *name, long (*wait)(void))
{
    int status;
    if (pipe(ends))
        exit(1);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        long result = wait();
        printf("%s: %s\n", name, outcome(result));
        fflush(stdout);
        _exit(0);
    }
    do {
        pause_ms(20);
        kill(child, SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        pause_ms(10);
        kill(child, SIGCONT);
        pause_ms(20);
    } while (waitpid(child, &status, WNOHANG) == 0);
}

static void ending(void)
{
    stop_once("epoll_wait", do_epoll);
    stop_once("sigtimedwait", do_sigtimedwait);
}

static volatile unsigned spins;

/* A loop without calls is stopped too, and goes on where it was. */
static void spinning(void)
{
    int status;
    pid_t child = fork();
    if (child == 0)
        for (;;)
            spins++;
    for (int i = 0; i < 3; i++) {
        kill(child, SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        printf("stopped %d by %d\n", WIFSTOPPED(status), WSTOPSIG(status));
        kill(child, SIGCONT);
        waitpid(child, &status, WCONTINUED);
        printf("continued %d\n", WIFCONTINUED(status));
    }
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    printf("ended by %d\n", WTERMSIG(status));
}

static const struct named_case cases[] = {
    {"going-on", going_on}, {"timed", timed}, {"ending", ending}, {"spinning", spinning},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    return run_cases(cases, argc, argv);
}
