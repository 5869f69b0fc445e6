/* setitimer, getitimer and alarm: all three kinds, taken by sigtimedwait and seen by sigpending. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile unsigned sink;

static long long micros(const struct timeval *t)
{
    return t->tv_sec * 1000000ll + t->tv_usec;
}

/* Uses the processor without entering the kernel for a while. */
static void work(void)
{
    for (unsigned i = 0; i < 200000; i++)
        sink += i;
}

static int is_pending(int signal)
{
    sigset_t set;
    sigpending(&set);
    return sigismember(&set, signal);
}

static int take(int signal, siginfo_t *info)
{
    sigset_t set;
    struct timespec none = {0, 0};
    sigemptyset(&set);
    sigaddset(&set, signal);
    return sigtimedwait(&set, info, &none);
}

static void processor_kind(const char *name, int kind, int signal)
{
    struct itimerval half = {{0, 0}, {0, 20000}}, left;
    siginfo_t info;
    int turns = 0;
    setitimer(kind, &half, NULL);
    usleep(60000);
    printf("%s sleep counts %d\n", name, is_pending(signal));
    getitimer(kind, &left);
    printf("%s left %d interval %lld\n", name,
           micros(&left.it_value) > 0 && micros(&left.it_value) <= 24000,
           micros(&left.it_interval));
    while (!is_pending(signal) && turns < 100000) {
        work();
        turns++;
    }
    printf("%s came %d\n", name, turns < 100000);
    memset(&info, 0, sizeof info);
    printf("%s taken %d code %d pid %d\n", name, take(signal, &info) == signal,
           info.si_code == SI_KERNEL, info.si_pid);
    getitimer(kind, &left);
    printf("%s over %lld\n", name, micros(&left.it_value));
    struct itimerval often = {{0, 5000}, {0, 5000}}, zero = {{0, 0}, {0, 0}};
    int count = 0;
    setitimer(kind, &often, NULL);
    while (count < 3) {
        work();
        count += take(signal, NULL) == signal;
    }
    setitimer(kind, &zero, &left);
    printf("%s again %d interval %lld\n", name, count, micros(&left.it_interval));
    take(signal, NULL);
    work();
    printf("%s stopped %d\n", name, is_pending(signal));
    struct itimerval only_interval = {{7, 5}, {0, 0}};
    setitimer(kind, &only_interval, NULL);
    getitimer(kind, &left);
    printf("%s keeps its interval %lld %lld\n", name, micros(&left.it_value),
           micros(&left.it_interval));
}

static void real(void)
{
    struct itimerval first = {{5, 250000}, {40, 500000}}, old, left;
    printf("set %d\n", setitimer(ITIMER_REAL, &first, NULL));
    getitimer(ITIMER_REAL, &left);
    printf("left %d of %ld.%06ld\n", left.it_value.tv_sec == 40, left.it_interval.tv_sec,
           left.it_interval.tv_usec);
    printf("alarm sees %u\n", alarm(0) / 2 * 2);
    getitimer(ITIMER_REAL, &left);
    printf("stopped %lld %lld\n", micros(&left.it_value), micros(&left.it_interval));
    printf("alarm %u", alarm(100));
    printf(" %u\n", alarm(1));
    struct itimerval often = {{0, 10000}, {0, 1000}};
    struct timespec before, after;
    clock_gettime(CLOCK_MONOTONIC, &before);
    setitimer(ITIMER_REAL, &often, &old);
    printf("old %d\n", micros(&old.it_value) > 500000 && micros(&old.it_value) <= 1000000);
    siginfo_t info;
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    for (int i = 0; i < 4; i++)
        printf("wait %d code %d\n", sigwaitinfo(&set, &info) == SIGALRM, info.si_code == SI_KERNEL);
    clock_gettime(CLOCK_MONOTONIC, &after);
    long long passed = (after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec;
    printf("not early %d\n", passed >= 30000000);
    struct itimerval zero = {{7, 0}, {0, 0}};
    setitimer(ITIMER_REAL, &zero, NULL);
    getitimer(ITIMER_REAL, &left);
    printf("zero stops it: %lld %lld\n", micros(&left.it_value), micros(&left.it_interval));
}

static void family(char *self)
{
    struct itimerval far = {{3, 0}, {1000, 0}}, left;
    setitimer(ITIMER_REAL, &far, NULL);
    setitimer(ITIMER_VIRTUAL, &far, NULL);
    fflush(stdout);
    if (fork() == 0) {
        getitimer(ITIMER_REAL, &left);
        printf("fork inherits %lld", micros(&left.it_value));
        getitimer(ITIMER_VIRTUAL, &left);
        printf(" %lld\n", micros(&left.it_value));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    char *arguments[] = {self, "after", NULL};
    execv("/proc/self/exe", arguments);
}

static void wrong(void)
{
    struct itimerval bad[] = {{{0, 0}, {-1, 0}}, {{0, 0}, {0, 1000000}}, {{0, -1}, {0, 0}},
                              {{0, 1000000}, {1, 0}}};
    for (int i = 0; i < 4; i++)
        printf("bad %d: %d %d\n", i, setitimer(ITIMER_REAL, &bad[i], NULL), errno);
    printf("kind %d %d\n", setitimer(3, &bad[0], NULL), errno);
    printf("kind %d %d\n", getitimer(-1, &bad[0]), errno);
}

int main(int argc, char **argv)
{
    struct itimerval left;
    if (argc > 1) {
        getitimer(ITIMER_REAL, &left);
        printf("exec keeps %d %lld", micros(&left.it_value) > 900000000, micros(&left.it_interval));
        getitimer(ITIMER_VIRTUAL, &left);
        printf(" %d\n", micros(&left.it_value) > 900000000);
        return 0;
    }
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGALRM);
    sigaddset(&set, SIGVTALRM);
    sigaddset(&set, SIGPROF);
    sigprocmask(SIG_BLOCK, &set, NULL);
    real();
    processor_kind("virtual", ITIMER_VIRTUAL, SIGVTALRM);
    processor_kind("prof", ITIMER_PROF, SIGPROF);
    wrong();
    family(argv[0]);
    return 1;
}
