/* Timers whose expiry runs a function in a thread, and setuid for all threads. */
#include "cases.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

static sem_t expired, ready, go;
static pthread_t main_thread;
static volatile int in_other_thread, value_seen;

static void notify(union sigval value)
{
    in_other_thread += !pthread_equal(pthread_self(), main_thread);
    value_seen = value.sival_int;
    sem_post(&expired);
}

static void await(sem_t *sem)
{
    while (sem_wait(sem) == -1)
        ;
}

static void once(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value = {.sival_int = 42}};
    struct itimerspec soon = {{0, 0}, {0, 3000000}}, now;
    timer_t timer;
    event.sigev_notify_function = notify;
    printf("create: %s\n", outcome(timer_create(CLOCK_MONOTONIC, &event, &timer)));
    printf("settime: %s\n", outcome(timer_settime(timer, 0, &soon, NULL)));
    await(&expired);
    timer_gettime(timer, &now);
    printf("value %d other thread %d left %d\n", value_seen, in_other_thread,
           now.it_value.tv_nsec != 0);
    printf("delete: %s\n", outcome(timer_delete(timer)));
}

static void periodic(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD, .sigev_value = {.sival_int = 7}};
    struct itimerspec every = {{0, 2000000}, {0, 2000000}};
    timer_t timer;
    event.sigev_notify_function = notify;
    timer_create(CLOCK_REALTIME, &event, &timer);
    timer_settime(timer, 0, &every, NULL);
    for (int i = 0; i < 10; i++)
        await(&expired);
    timer_delete(timer);
    printf("value %d expired 10 times\n", value_seen);
}

static pid_t target;

static void counted(int signal, siginfo_t *info, void *context)
{
    (void)context;
    if (syscall(SYS_gettid) == target && info->si_code == SI_TIMER && signal == SIGRTMIN + 2)
        sem_post(&expired);
}

static void *be_target(void *unused)
{
    target = (pid_t)syscall(SYS_gettid);
    sem_post(&ready);
    await(&go);
    return unused;
}

/* The signal goes to the one thread that is named. */
static void to_thread(void)
{
    struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 2};
    struct itimerspec every = {{0, 2000000}, {0, 2000000}};
    pthread_t thread;
    timer_t timer;
    handle_info(SIGRTMIN + 2, counted, SA_RESTART);
    pthread_create(&thread, NULL, be_target, NULL);
    await(&ready);
    event._sigev_un._tid = target;
    printf("create: %s\n", outcome(timer_create(CLOCK_MONOTONIC, &event, &timer)));
    timer_settime(timer, 0, &every, NULL);
    for (int i = 0; i < 5; i++)
        await(&expired);
    timer_delete(timer);
    sem_post(&go);
    pthread_join(thread, NULL);
    printf("expired in its thread\n");
}

static void *look(void *unused)
{
    sem_post(&ready);
    await(&go);
    printf("thread: uid %d %d gid %d %d\n", getuid(), geteuid(), getgid(), getegid());
    return unused;
}

/* The C library carries setuid to every thread; needs a root that knows other users (linux.txt). */
static void set_user(void)
{
    pthread_t threads[3];
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, look, NULL);
        await(&ready);
    }
    printf("setgid: %s\n", outcome(setgid(100)));
    printf("setuid: %s\n", outcome(setuid(1000)));
    printf("back: %s\n", outcome(setuid(0)));
    for (int i = 0; i < 3; i++)
        sem_post(&go);
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
}

static const struct named_case cases[] = {
    {"once", once}, {"periodic", periodic}, {"to-thread", to_thread}, {"set-user", set_user},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    main_thread = pthread_self();
    sem_init(&expired, 0, 0);
    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    return run_cases(cases, argc, argv);
}
