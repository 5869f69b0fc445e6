/* POSIX timers: what their signals carry, overrun, absolute times, who keeps them. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long long now(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1000000000ll + t.tv_nsec;
}

static void set(timer_t timer, int flags, long long interval, long long value)
{
    struct itimerspec spec = {{interval / 1000000000, interval % 1000000000},
                              {value / 1000000000, value % 1000000000}};
    if (timer_settime(timer, flags, &spec, NULL) != 0)
        printf("settime failed %d\n", errno);
}

static long long left(timer_t timer)
{
    struct itimerspec spec;
    timer_gettime(timer, &spec);
    return spec.it_value.tv_sec * 1000000000ll + spec.it_value.tv_nsec;
}

static int wait_for(int signal, siginfo_t *info)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    memset(info, 0, sizeof *info);
    return sigwaitinfo(&set, info) == signal;
}

static int none_pending(int signal)
{
    sigset_t set;
    sigpending(&set);
    return !sigismember(&set, signal);
}

/* Kernels differ in whether a deleted timer's signal stays pending. */
static void drain(int signal)
{
    struct timespec none = {0, 0};
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    while (sigtimedwait(&set, NULL, &none) > 0)
        continue;
}

static void one_shot(clockid_t clock, const char *name)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    siginfo_t info;
    timer_t timer;
    event.sigev_value.sival_int = 4711;
    printf("%s create %d\n", name, timer_create(clock, &event, &timer));
    printf("new: left %lld\n", left(timer));
    set(timer, 0, 0, 5000000000);
    printf("left %d\n", left(timer) > 0 && left(timer) <= 5000000000);
    long long before = now(CLOCK_MONOTONIC);
    set(timer, 0, 0, 20000000);
    printf("taken %d", wait_for(SIGUSR1, &info));
    printf(" code %d value %d overrun %d\n", info.si_code == SI_TIMER, info.si_value.sival_int,
           info.si_overrun);
    printf("not early %d left %lld\n", now(CLOCK_MONOTONIC) - before >= 20000000, left(timer));
    set(timer, TIMER_ABSTIME, 0, now(clock) + 10000000);
    printf("absolute %d\n", wait_for(SIGUSR1, &info));
    set(timer, TIMER_ABSTIME, 0, 1);
    printf("past %d\n", wait_for(SIGUSR1, &info));
    set(timer, 0, 0, 500000000);
    set(timer, 0, 0, 0);
    usleep(20000);
    printf("stopped %d\n", none_pending(SIGUSR1));
    printf("delete %d\n", timer_delete(timer));
}

static void periodic(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN + 3};
    struct itimerspec spec;
    siginfo_t info;
    timer_t timer;
    event.sigev_value.sival_ptr = &event;
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    set(timer, 0, 2000000, 2000000);
    usleep(50000);
    printf("pending %d\n", !none_pending(SIGRTMIN + 3));
    printf("taken %d overrun %d value %d\n", wait_for(SIGRTMIN + 3, &info), info.si_overrun >= 20,
           info.si_value.sival_ptr == &event);
    printf("same overrun %d\n", timer_getoverrun(timer) == info.si_overrun);
    printf("goes on %d\n", wait_for(SIGRTMIN + 3, &info));
    timer_gettime(timer, &spec);
    printf("interval %ld.%09ld left %d\n", spec.it_interval.tv_sec, spec.it_interval.tv_nsec,
           spec.it_value.tv_nsec > 0 && spec.it_value.tv_nsec <= 2000000);
    usleep(10000);
    timer_delete(timer);
    drain(SIGRTMIN + 3);
    timer_create(CLOCK_REALTIME, &event, &timer);
    set(timer, TIMER_ABSTIME, 1, 1);
    printf("overrun bound %d", wait_for(SIGRTMIN + 3, &info));
    printf(" %d\n", info.si_overrun == INT_MAX);
    timer_delete(timer);
    drain(SIGRTMIN + 3);
}

static void silent(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_NONE};
    struct itimerspec spec;
    timer_t timer;
    printf("none %d\n", timer_create(CLOCK_MONOTONIC, &event, &timer));
    set(timer, 0, 0, 5000000000);
    printf("counts %d\n", left(timer) > 0);
    set(timer, 0, 0, 5000000);
    usleep(10000);
    printf("ends at %lld overrun %d\n", left(timer), timer_getoverrun(timer));
    set(timer, 0, 4000000, 5000000);
    usleep(20000);
    timer_gettime(timer, &spec);
    printf("goes round %d\n", spec.it_value.tv_nsec > 0 && spec.it_value.tv_nsec <= 4000000);
    timer_delete(timer);
}

static void default_event(void)
{
    siginfo_t info;
    timer_t timer;
    printf("default %d", timer_create(CLOCK_REALTIME, NULL, &timer));
    set(timer, 0, 0, 1000000);
    printf(" %d", wait_for(SIGALRM, &info));
    printf(" code %d\n", info.si_code == SI_TIMER);
    timer_delete(timer);
}

static void two_of_one_signal(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR2};
    timer_t timers[2];
    siginfo_t info;
    int sum = 0;
    for (int i = 0; i < 2; i++) {
        event.sigev_value.sival_int = 10 + i * 7;
        timer_create(CLOCK_MONOTONIC, &event, &timers[i]);
        set(timers[i], 0, 0, 1000000);
    }
    usleep(20000);
    for (int i = 0; i < 2; i++)
        if (wait_for(SIGUSR2, &info))
            sum += info.si_value.sival_int;
    printf("two instances of a standard signal: %d\n", sum);
    for (int i = 0; i < 2; i++)
        timer_delete(timers[i]);
}

static void ignored(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGURG};
    timer_t timer;
    sigset_t set_;
    signal(SIGURG, SIG_IGN);
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    set(timer, 0, 1000000, 1000000);
    usleep(30000);
    printf("ignored: none pending %d left %d\n", none_pending(SIGURG), left(timer) > 0);
    signal(SIGURG, SIG_DFL);
    sigemptyset(&set_);
    timer_delete(timer);
}

static void processor_clock(clockid_t clock, const char *name)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    volatile unsigned sink = 0;
    siginfo_t info;
    timer_t timer;
    printf("%s %d\n", name, timer_create(clock, &event, &timer));
    long long before = now(clock);
    set(timer, 0, 0, 30000000);
    usleep(80000);
    printf("sleep counts %d left %d\n", !none_pending(SIGUSR1), left(timer) > 0);
    while (none_pending(SIGUSR1))
        for (int i = 0; i < 100000; i++)
            sink += i;
    printf("taken %d", wait_for(SIGUSR1, &info));
    printf(" code %d not early %d\n", info.si_code == SI_TIMER, now(clock) - before >= 30000000);
    timer_delete(timer);
}

static void family(char *self)
{
    struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGUSR1};
    struct itimerspec spec;
    timer_t timer;
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    set(timer, 0, 5000000, 5000000);
    fflush(stdout);
    if (fork() == 0) {
        printf("child has it %d", timer_gettime(timer, &spec));
        printf(" %d\n", errno == EINVAL);
        usleep(20000);
        printf("child gets no signal %d\n", none_pending(SIGUSR1));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    printf("parent does %d\n", !none_pending(SIGUSR1));
    fflush(stdout);
    char *arguments[] = {self, "after", NULL};
    execv("/proc/self/exe", arguments);
}

int main(int argc, char **argv)
{
    sigset_t all;
    if (argc > 1) {
        usleep(20000);
        printf("exec forgets it and its signal %d\n", none_pending(SIGUSR1));
        return 0;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    one_shot(CLOCK_MONOTONIC, "monotonic");
    one_shot(CLOCK_REALTIME, "realtime");
    one_shot(CLOCK_BOOTTIME, "boottime");
    periodic();
    silent();
    default_event();
    two_of_one_signal();
    ignored();
    processor_clock(CLOCK_PROCESS_CPUTIME_ID, "process");
    processor_clock(CLOCK_THREAD_CPUTIME_ID, "thread");
    family(argv[0]);
    return 1;
}
