/* Timers that call a function in a thread of its own, and timers that signal one thread. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static sem_t called;
static int value_seen, same_thread;
static pthread_t main_thread;

static void function(union sigval value)
{
    value_seen = value.sival_int;
    same_thread = pthread_equal(pthread_self(), main_thread);
    sem_post(&called);
}

static void set(timer_t timer, long interval, long value)
{
    struct itimerspec spec = {{0, interval}, {0, value}};
    timer_settime(timer, 0, &spec, NULL);
}

static void *waiter(void *pipe_end)
{
    siginfo_t info;
    sigset_t set_;
    int id = syscall(SYS_gettid);
    sigemptyset(&set_);
    sigaddset(&set_, SIGUSR1);
    write(*(int *)pipe_end, &id, sizeof id);
    memset(&info, 0, sizeof info);
    int signal = sigwaitinfo(&set_, &info);
    printf("thread took %d code %d value %d\n", signal == SIGUSR1, info.si_code == SI_TIMER,
           info.si_value.sival_int);
    return NULL;
}

int main(void)
{
    struct sigevent event;
    timer_t timer;
    pthread_t thread;
    sigset_t set_;
    int pipes[2], id;
    main_thread = pthread_self();
    sem_init(&called, 0, 0);
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD;
    event.sigev_notify_function = function;
    event.sigev_value.sival_int = 31;
    printf("create %d\n", timer_create(CLOCK_MONOTONIC, &event, &timer));
    set(timer, 0, 5000000);
    sem_wait(&called);
    printf("called with %d in another thread %d\n", value_seen, !same_thread);
    set(timer, 3000000, 3000000);
    for (int i = 0; i < 3; i++)
        sem_wait(&called);
    printf("called again\n");
    timer_delete(timer);

    sigemptyset(&set_);
    sigaddset(&set_, SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set_, NULL);
    pipe(pipes);
    pthread_create(&thread, NULL, waiter, &pipes[1]);
    read(pipes[0], &id, sizeof id);
    memset(&event, 0, sizeof event);
    event.sigev_notify = SIGEV_THREAD_ID;
    event.sigev_signo = SIGUSR1;
    event.sigev_value.sival_int = 5;
    event._sigev_un._tid = id;
    printf("create %d\n", timer_create(CLOCK_REALTIME, &event, &timer));
    set(timer, 0, 5000000);
    pthread_join(thread, NULL);
    timer_delete(timer);
    event._sigev_un._tid = 1;
    printf("thread of another process %d", timer_create(CLOCK_REALTIME, &event, &timer));
    printf(" %d\n", errno);
    event.sigev_notify = 99;
    printf("kind %d", timer_create(CLOCK_REALTIME, &event, &timer));
    printf(" %d\n", errno);
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = 65;
    printf("signal %d", timer_create(CLOCK_REALTIME, &event, &timer));
    printf(" %d\n", errno);
    event.sigev_signo = SIGUSR1;
    printf("clock %d", timer_create(99, &event, &timer));
    printf(" %d\n", errno);
    printf("clock %d", timer_create(CLOCK_MONOTONIC_RAW, &event, &timer));
    printf(" %d\n", errno);
    timer_create(CLOCK_REALTIME, &event, &timer);
    struct itimerspec wrong = {{0, 0}, {0, 1000000000}};
    printf("set %d", timer_settime(timer, 0, &wrong, NULL));
    printf(" %d\n", errno);
    timer_delete(timer);
    return 0;
}
