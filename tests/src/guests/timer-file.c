/* timerfd: what reads give, when poll and epoll see it, what cannot be done with it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static int set(int fd, int flags, long long interval, long long value)
{
    struct itimerspec spec = {{interval / 1000000000, interval % 1000000000},
                              {value / 1000000000, value % 1000000000}};
    return timerfd_settime(fd, flags, &spec, NULL);
}

static int ready(int fd)
{
    struct pollfd entry = {fd, POLLIN | POLLOUT, 0};
    poll(&entry, 1, 0);
    return entry.revents;
}

static void waits(clockid_t clock, const char *name)
{
    struct itimerspec spec;
    uint64_t count = 0;
    int fd = timerfd_create(clock, 0);
    printf("%s %d ready %d\n", name, fd >= 0, ready(fd));
    printf("set %d\n", set(fd, 0, 0, 5000000000));
    timerfd_gettime(fd, &spec);
    printf("left %d\n", spec.it_value.tv_sec == 4);
    long long before = now(CLOCK_MONOTONIC);
    set(fd, 0, 0, 20000000);
    printf("read %zd", read(fd, &count, sizeof count));
    printf(" count %llu not early %d\n", (unsigned long long)count,
           now(CLOCK_MONOTONIC) - before >= 20000000);
    timerfd_gettime(fd, &spec);
    printf("over %ld %ld\n", (long)spec.it_value.tv_sec, spec.it_value.tv_nsec);
    set(fd, TFD_TIMER_ABSTIME, 0, now(clock) + 5000000);
    printf("absolute %zd\n", read(fd, &count, sizeof count));
    set(fd, TFD_TIMER_ABSTIME, 0, 1);
    printf("past %zd %llu\n", read(fd, &count, sizeof count), (unsigned long long)count);
    close(fd);
}

static void periodic(void)
{
    struct itimerspec spec, old;
    uint64_t count = 0;
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    printf("flags %d %d\n", (fcntl(fd, F_GETFL) & O_NONBLOCK) != 0, fcntl(fd, F_GETFD));
    printf("nothing %zd %d\n", read(fd, &count, sizeof count), errno);
    set(fd, 0, 2000000, 2000000);
    usleep(50000);
    printf("ready %d\n", ready(fd));
    printf("read %zd many %d\n", read(fd, &count, sizeof count), count >= 25);
    timerfd_gettime(fd, &spec);
    printf("interval %ld left %d\n", spec.it_interval.tv_nsec,
           spec.it_value.tv_nsec > 0 && spec.it_value.tv_nsec <= 2000000);
    usleep(10000);
    timerfd_gettime(fd, &spec);
    printf("gettime keeps the count: ready %d\n", ready(fd));
    printf("short %zd %d\n", read(fd, &count, 7), errno);
    printf("read %zd %d\n", read(fd, &count, sizeof count), count >= 5);
    usleep(10000);
    spec.it_value.tv_nsec = 0;
    spec.it_value.tv_sec = 0;
    printf("stop %d", timerfd_settime(fd, 0, &spec, &old));
    printf(" old %ld ready %d\n", old.it_interval.tv_nsec, ready(fd));
    printf("write %zd %d\n", write(fd, &count, 8), errno);
    close(fd);
}

static void watched(void)
{
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = 77}, got = {0};
    int fd = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK), epoll = epoll_create1(0);
    uint64_t count;
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    printf("epoll %d\n", epoll_wait(epoll, &got, 1, 0));
    set(fd, 0, 0, 15000000);
    printf("epoll %d", epoll_wait(epoll, &got, 1, -1));
    printf(" events %u data %u\n", got.events, got.data.u32);
    read(fd, &count, sizeof count);
    printf("epoll %d\n", epoll_wait(epoll, &got, 1, 0));
    set(fd, 0, 0, 10000000);
    fflush(stdout);
    if (fork() == 0) {
        fcntl(fd, F_SETFL, 0);
        printf("child shares it %zd\n", read(fd, &count, sizeof count));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    printf("taken for all: ready %d\n", ready(fd));
    printf("cancel flag %d", set(fd, TFD_TIMER_ABSTIME | 2, 0, 1));
    int wall = timerfd_create(CLOCK_REALTIME, 0);
    printf(" %d\n", set(wall, TFD_TIMER_ABSTIME | 2, 0, now(CLOCK_REALTIME) + 5000000));
    printf("read %zd\n", read(wall, &count, sizeof count));
    char name[64] = "";
    char path[32];
    sprintf(path, "/proc/self/fd/%d", fd);
    printf("name %zd %s\n", readlink(path, name, 63), name);
}

static void wrong(void)
{
    int fd = timerfd_create(CLOCK_MONOTONIC, 0), pipes[2];
    struct itimerspec spec = {{0, 0}, {0, 1000000000}};
    printf("clock %d %d\n", timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0), errno);
    printf("flags %d %d\n", timerfd_create(CLOCK_MONOTONIC, 1), errno);
    printf("nanoseconds %d %d\n", timerfd_settime(fd, 0, &spec, NULL), errno);
    printf("negative %d %d\n", set(fd, 0, 0, -1), errno);
    printf("interval %d %d\n", set(fd, 0, -1, 5), errno);
    printf("flags %d %d\n", set(fd, 4, 0, 5), errno);
    printf("closed %d %d\n", set(99, 0, 0, 5), errno);
    pipe(pipes);
    printf("no timer %d %d\n", set(pipes[0], 0, 0, 5), errno);
    printf("no timer %d %d\n", timerfd_gettime(pipes[0], &spec), errno);
}

int main(void)
{
    waits(CLOCK_MONOTONIC, "monotonic");
    waits(CLOCK_REALTIME, "realtime");
    waits(CLOCK_BOOTTIME, "boottime");
    periodic();
    watched();
    wrong();
    return 0;
}
