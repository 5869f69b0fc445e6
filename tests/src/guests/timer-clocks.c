/* Processor clocks: of threads, of processes, of children; and sleeps on them. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned sink;
static volatile int stop;

static long long now(clockid_t clock)
{
    struct timespec t = {0, 0};
    if (clock_gettime(clock, &t) != 0)
        return -errno;
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

/* Uses the processor up to a time of a clock. */
static void burn(clockid_t clock, long long nanos)
{
    long long until = now(clock) + nanos;
    while (now(clock) < until)
        for (int i = 0; i < 10000; i++)
            sink += i;
}

static void *burner(void *unused)
{
    long long *used = unused;
    burn(CLOCK_THREAD_CPUTIME_ID, 100000000);
    *used = now(CLOCK_THREAD_CPUTIME_ID);
    return NULL;
}

static void *until_told(void *unused)
{
    while (!stop)
        for (int i = 0; i < 10000; i++)
            sink += i;
    return unused;
}

static void threads(void)
{
    pthread_t thread;
    long long used = 0, own = now(CLOCK_THREAD_CPUTIME_ID), all = now(CLOCK_PROCESS_CPUTIME_ID);
    clockid_t clock;
    pthread_create(&thread, NULL, burner, &used);
    printf("its clock %d", pthread_getcpuclockid(thread, &clock));
    printf(" can be read %d\n", now(clock) >= 0);
    pthread_join(thread, NULL);
    printf("thread used %d\n", used >= 100000000);
    printf("process used more %d\n", now(CLOCK_PROCESS_CPUTIME_ID) - all >= 100000000);
    printf("this one less %d\n", now(CLOCK_THREAD_CPUTIME_ID) - own < 100000000);
    printf("its clock is gone %lld\n", now(clock));
}

static void sleeps(void)
{
    struct timespec time = {0, 20000000};
    pthread_t thread;
    pthread_create(&thread, NULL, until_told, NULL);
    long long before = now(CLOCK_PROCESS_CPUTIME_ID);
    printf("sleep on the process %d", clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, NULL));
    printf(" not early %d\n", now(CLOCK_PROCESS_CPUTIME_ID) - before >= 20000000);
    stop = 1;
    pthread_join(thread, NULL);
    time.tv_nsec = 1000000000;
    printf("wrong %d\n", clock_nanosleep(CLOCK_PROCESS_CPUTIME_ID, 0, &time, NULL));
}

static void children(void)
{
    struct rusage usage;
    struct tms ticks;
    clockid_t clock;
    int pipes[2], ready[2], status;
    char c;
    pipe(pipes);
    pipe(ready);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        burn(CLOCK_PROCESS_CPUTIME_ID, 60000000);
        write(ready[1], "x", 1);
        read(pipes[0], &c, 1);
        _exit(0);
    }
    read(ready[0], &c, 1);
    printf("clock of the child %d", clock_getcpuclockid(child, &clock));
    long long used = now(clock);
    printf(" used %d\n", used >= 60000000);
    usleep(20000);
    printf("asleep it uses none %d\n", now(clock) - used < 20000000);
    printf("cannot be set %d", clock_settime(clock, &(struct timespec){1, 0}));
    printf(" %d\n", errno);
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("not collected %ld\n", (long)usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec);
    write(pipes[1], "x", 1);
    wait4(child, &status, 0, &usage);
    long micros = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000 +
                  usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
    printf("wait4 %d\n", micros >= 59000);
    getrusage(RUSAGE_CHILDREN, &usage);
    printf("children %d\n", usage.ru_utime.tv_sec * 1000000 + usage.ru_utime.tv_usec > 0);
    times(&ticks);
    printf("times %d\n", ticks.tms_cutime + ticks.tms_cstime >= 5);
    printf("clock of nobody %lld\n", now(clock));
}

int main(void)
{
    struct timespec t;
    long long thread = now(CLOCK_THREAD_CPUTIME_ID), process = now(CLOCK_PROCESS_CPUTIME_ID);
    usleep(50000);
    printf("sleep is free %d %d\n", now(CLOCK_THREAD_CPUTIME_ID) - thread < 40000000,
           now(CLOCK_PROCESS_CPUTIME_ID) - process < 40000000);
    burn(CLOCK_MONOTONIC, 1000000);
    long long first = now(CLOCK_THREAD_CPUTIME_ID);
    printf("goes on %d\n", now(CLOCK_THREAD_CPUTIME_ID) > first);
    static const clockid_t clocks[] = {0, 1, 2, 3, 4, 7, 11};
    for (int i = 0; i < 7; i++)
        printf("clock %d: %d\n", clocks[i], now(clocks[i]) > 0);
    for (int i = 0; i < 4; i++) {
        clock_getres(clocks[i], &t);
        printf("resolution of %d: %ld.%09ld\n", clocks[i], (long)t.tv_sec, t.tv_nsec);
    }
    static const clockid_t none[] = {10, 12, 99, -1};
    for (int i = 0; i < 4; i++)
        printf("no clock %d: %lld\n", none[i], now(none[i]));
    for (int i = 1; i < 4; i++) {
        int result = clock_settime(clocks[i], &(struct timespec){1, 0});
        printf("setting %d: %d %d\n", clocks[i], result, errno);
    }
    threads();
    sleeps();
    children();
    return 0;
}
