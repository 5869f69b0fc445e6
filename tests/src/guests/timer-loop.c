/* Handlers end loops that make no system call: every kind of timer reaches user mode. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

static volatile sig_atomic_t flag, count;
static volatile int code;

static void handler(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    code = info->si_code;
    count++;
    flag = 1;
}

static void loop(void)
{
    flag = 0;
    while (!flag)
        continue;
}

static void interval(const char *name, int kind, int signal)
{
    struct itimerval value = {{0, 5000}, {0, 20000}}, zero;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    memset(&zero, 0, sizeof zero);
    action.sa_sigaction = handler;
    action.sa_flags = SA_SIGINFO;
    sigaction(signal, &action, NULL);
    count = 0;
    setitimer(kind, &value, NULL);
    for (int i = 0; i < 5; i++)
        loop();
    setitimer(kind, &zero, NULL);
    printf("%s %d code %d\n", name, count >= 5, code == SI_KERNEL);
}

static void posix(const char *name, clockid_t clock)
{
    struct sigevent event;
    struct itimerspec value = {{0, 0}, {0, 15000000}};
    timer_t timer;
    memset(&event, 0, sizeof event);
    event.sigev_signo = SIGPROF;
    timer_create(clock, &event, &timer);
    timer_settime(timer, 0, &value, NULL);
    loop();
    printf("%s code %d\n", name, code == SI_TIMER);
    timer_delete(timer);
}

int main(void)
{
    interval("real", ITIMER_REAL, SIGALRM);
    interval("virtual", ITIMER_VIRTUAL, SIGVTALRM);
    interval("prof", ITIMER_PROF, SIGPROF);
    posix("monotonic", CLOCK_MONOTONIC);
    posix("process", CLOCK_PROCESS_CPUTIME_ID);
    posix("thread", CLOCK_THREAD_CPUTIME_ID);
    return 0;
}
