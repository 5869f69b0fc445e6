/* Sleeps and timeouts: wrong times, what is left after a handler, and going on after a stop. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define NANOSLEEP 162
#define CLOCK_NANOSLEEP 265

struct old_time {
    int seconds, nanoseconds;
};

static volatile sig_atomic_t handled;

static void handler(int signal)
{
    (void)signal;
    handled++;
}

static long long now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void alarm_in(int milliseconds)
{
    struct itimerval value = {{0, 0}, {0, milliseconds * 1000}};
    setitimer(ITIMER_REAL, &value, NULL);
}

static void show(const char *what, long result)
{
    printf("%s %ld errno %d\n", what, result, result < 0 ? errno : 0);
}

static void wrong(void)
{
    static const struct old_time times[] = {{-1, 0}, {0, -1}, {0, 1000000000}, {0, INT_MAX},
                                            {INT_MIN, 0}, {-1, 1000000000}};
    for (int i = 0; i < 6; i++) {
        show("nanosleep", syscall(NANOSLEEP, &times[i], 0));
        show("clock_nanosleep", syscall(CLOCK_NANOSLEEP, 1, 0, &times[i], 0));
        show("absolute", syscall(CLOCK_NANOSLEEP, 0, 1, &times[i], 0));
    }
    struct old_time zero = {0, 0}, past = {1, 0};
    show("zero", syscall(NANOSLEEP, &zero, 0));
    show("absolute past", syscall(CLOCK_NANOSLEEP, 0, 1, &past, 0));
    show("absolute past", syscall(CLOCK_NANOSLEEP, 7, 1, &zero, 0));
    static const int clocks[] = {99, 12, 4, 5, 6};
    for (int i = 0; i < 5; i++)
        show("clock", syscall(CLOCK_NANOSLEEP, clocks[i], 0, &zero, 0));
}

static void interrupted(void)
{
    struct timespec long_time = {5, 0}, left = {9, 9};
    alarm_in(200);
    show("nanosleep", nanosleep(&long_time, &left));
    printf("left %d handled %d\n", left.tv_sec == 4 && left.tv_nsec > 0, handled);
    alarm_in(200);
    left.tv_sec = 9;
    printf("relative %d", clock_nanosleep(CLOCK_REALTIME, 0, &long_time, &left));
    printf(" left %d handled %d\n", left.tv_sec == 4, handled);
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 5;
    left.tv_sec = 9;
    alarm_in(200);
    printf("absolute %d", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, &left));
    printf(" left untouched %d handled %d\n", left.tv_sec == 9, handled);
    alarm_in(200);
    show("poll", poll(NULL, 0, 5000));
    alarm_in(200);
    struct timeval tv = {5, 0};
    show("select", select(0, NULL, NULL, NULL, &tv));
    int epoll = epoll_create1(0), word = 3;
    struct epoll_event event;
    alarm_in(200);
    show("epoll_wait", epoll_wait(epoll, &event, 1, 5000));
    alarm_in(200);
    show("futex", syscall(SYS_futex_time64, &word, FUTEX_WAIT_PRIVATE, 3,
                          (long long[]){5, 0}, NULL, 0));
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    alarm_in(200);
    show("sigtimedwait", sigtimedwait(&set, NULL, &long_time));
    printf("handled %d\n", handled);
}

static void timeouts(void)
{
    struct timespec ten = {0, 10000000}, zero = {0, 0}, bad = {0, 1000000000};
    struct timeval tv = {0, 10000};
    struct epoll_event event;
    int epoll = epoll_create1(0), word = 3;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    long long start = now();
    show("poll", poll(NULL, 0, 10));
    printf("not early %d\n", now() - start >= 10000000);
    start = now();
    show("ppoll", ppoll(NULL, 0, &ten, NULL));
    printf("not early %d\n", now() - start >= 10000000);
    start = now();
    show("select", select(0, NULL, NULL, NULL, &tv));
    printf("not early %d left %ld %ld\n", now() - start >= 10000000, (long)tv.tv_sec,
           (long)tv.tv_usec);
    start = now();
    show("pselect", pselect(0, NULL, NULL, NULL, &ten, NULL));
    printf("not early %d\n", now() - start >= 10000000);
    start = now();
    show("epoll_wait", epoll_wait(epoll, &event, 1, 10));
    printf("not early %d\n", now() - start >= 10000000);
    start = now();
    show("futex", syscall(SYS_futex_time64, &word, FUTEX_WAIT_PRIVATE, 3,
                          (long long[]){0, 10000000}, NULL, 0));
    printf("not early %d\n", now() - start >= 10000000);
    show("futex value", syscall(SYS_futex_time64, &word, FUTEX_WAIT_PRIVATE, 4,
                                (long long[]){0, 10000000}, NULL, 0));
    show("futex bad", syscall(SYS_futex_time64, &word, FUTEX_WAIT_PRIVATE, 3,
                              (long long[]){0, 1000000000}, NULL, 0));
    show("futex past", syscall(SYS_futex_time64, &word, FUTEX_WAIT_BITSET | 128 | 256, 3,
                               (long long[]){1, 0}, NULL, -1));
    sigprocmask(SIG_BLOCK, &set, NULL);
    start = now();
    show("sigtimedwait", sigtimedwait(&set, NULL, &ten));
    printf("not early %d\n", now() - start >= 10000000);
    show("sigtimedwait", sigtimedwait(&set, NULL, &zero));
    show("ppoll bad", ppoll(NULL, 0, &bad, NULL));
    show("pselect bad", pselect(0, NULL, NULL, NULL, &bad, NULL));
    show("sigtimedwait bad", sigtimedwait(&set, NULL, &bad));
    raise(SIGUSR1);
    show("sigtimedwait", sigtimedwait(&set, NULL, &zero));
}

/* The child waits; it is stopped and continued meanwhile, and says how long it waited. */
static void stopped(const char *what, int kind)
{
    int epoll = epoll_create1(0), word = 3, status;
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        struct timespec time = {0, 150000000};
        struct epoll_event event;
        long long start = now();
        long result = 0;
        errno = 0;
        switch (kind) {
        case 0: result = nanosleep(&time, NULL); break;
        case 1: result = poll(NULL, 0, 150); break;
        case 2: result = syscall(SYS_futex_time64, &word, FUTEX_WAIT_PRIVATE, 3,
                                 (long long[]){0, 150000000}, NULL, 0); break;
        default: result = epoll_wait(epoll, &event, 1, 5000); break;
        }
        printf("%s %ld errno %d", what, result, errno);
        if (kind < 3)
            printf(" not early %d", now() - start >= 150000000);
        printf("\n");
        fflush(stdout);
        _exit(0);
    }
    usleep(kind < 3 ? 60000 : 300000);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    usleep(20000);
    kill(child, SIGWINCH);
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
}

int main(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, NULL);
    wrong();
    interrupted();
    timeouts();
    stopped("nanosleep", 0);
    stopped("poll", 1);
    stopped("futex", 2);
    stopped("epoll_wait", 3);
    return 0;
}
