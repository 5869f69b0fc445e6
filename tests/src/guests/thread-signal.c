/* Signals and threads: to one thread, to the process, masks, pending sets, waiting for signals. */
#include "cases.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

enum { THREADS = 4 };

static sem_t ready, go, turn[THREADS + 1];
static pthread_t threads[THREADS];
static volatile int handled_by[THREADS + 1];
static __thread int me;

static void count(int signal)
{
    (void)signal;
    handled_by[me]++;
}

static void print_handled(const char *what)
{
    printf("%s:", what);
    for (int i = 0; i <= THREADS; i++) {
        printf(" %d", handled_by[i]);
        handled_by[i] = 0;
    }
    printf("\n");
}

static sigset_t only(int signal)
{
    sigset_t set;
    sigemptyset(&set);
    if (signal)
        sigaddset(&set, signal);
    return set;
}

/* sem_wait through interruptions */
static void await(sem_t *sem)
{
    while (sem_wait(sem) == -1)
        ;
}

static int is_pending(int signal)
{
    sigset_t set;
    sigpending(&set);
    return sigismember(&set, signal);
}

static void *blocked_thread(void *number)
{
    me = (int)(long)number;
    sem_post(&ready);
    await(&go);
    sem_post(&ready);
    return number;
}

static void start(void *(*run)(void *))
{
    for (long i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, run, (void *)(i + 1));
    for (int i = 0; i < THREADS; i++)
        await(&ready);
}

static void end(void)
{
    for (int i = 0; i < THREADS; i++)
        sem_post(&go);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    while (sem_trywait(&ready) == 0 || sem_trywait(&go) == 0)
        ;
}

static void await_count(int thread, int least)
{
    while (handled_by[thread] < least)
        pause_ms(1);
}

static void to_one(void)
{
    handle(SIGUSR1, count, SA_RESTART);
    start(blocked_thread);
    for (int i = 0; i < THREADS; i++)
        for (int n = 0; n <= i; n++) {
            pthread_kill(threads[i], SIGUSR1);
            await_count(i + 1, n + 1);
        }
    print_handled("asleep");
    printf("kill 0: %s\n", error_name(pthread_kill(threads[0], 0)));
    printf("kill 65: %s\n", error_name(pthread_kill(threads[0], 65)));
    end();
    pthread_kill(pthread_self(), SIGUSR1);
    print_handled("myself, at once");
    raise(SIGUSR1);
    print_handled("raise");
}

static volatile int stop_spinning;

static void *spinner(void *number)
{
    me = (int)(long)number;
    sem_post(&ready);
    while (!stop_spinning)
        ;
    return number;
}

static void to_spinning(void)
{
    handle(SIGUSR1, count, SA_RESTART);
    start(spinner);
    for (int n = 1; n <= 3; n++)
        for (int i = 0; i < THREADS; i++) {
            pthread_kill(threads[i], SIGUSR1);
            await_count(i + 1, n);
        }
    stop_spinning = 1;
    print_handled("in user code");
    end();
}

/* Only one thread lets the signal through, so the process's signal goes there. */
static void *chosen(void *number)
{
    me = (int)(long)number;
    sigset_t set = only(SIGUSR2);
    pthread_sigmask(me == 3 ? SIG_UNBLOCK : SIG_BLOCK, &set, NULL);
    sem_post(&ready);
    await(&go);
    return number;
}

static void by_mask(void)
{
    sigset_t set = only(SIGUSR2), old;
    handle(SIGUSR2, count, SA_RESTART);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    start(chosen);
    for (int n = 1; n <= 5; n++) {
        kill(getpid(), SIGUSR2);
        await_count(3, n);
    }
    print_handled("by mask");
    end();
    kill(getpid(), SIGUSR2);
    printf("pending for the process: %d\n", is_pending(SIGUSR2));
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    print_handled("after unblocking");
}

static void *own_pending(void *number)
{
    sigset_t set = only(SIGUSR1);
    me = (int)(long)number;
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    sem_post(&ready);
    await(&turn[me]);
    printf("thread %d: USR1 %d USR2 %d\n", me, is_pending(SIGUSR1), is_pending(SIGUSR2));
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    sem_post(&ready);
    return number;
}

static void pending(void)
{
    sigset_t set = only(SIGUSR2), old;
    handle(SIGUSR1, count, SA_RESTART);
    handle(SIGUSR2, count, SA_RESTART);
    pthread_sigmask(SIG_BLOCK, &set, &old);
    start(own_pending);
    pthread_kill(threads[1], SIGUSR1);
    kill(getpid(), SIGUSR2);
    printf("main: USR1 %d USR2 %d\n", is_pending(SIGUSR1), is_pending(SIGUSR2));
    for (int i = 0; i < THREADS; i++) {
        sem_post(&turn[i + 1]);
        await(&ready);
    }
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("USR1 in thread 2: %d\n", handled_by[2]);
    handled_by[2] = 0;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    print_handled("USR2");
}

static void *lost_with(void *unused)
{
    sigset_t set = only(SIGUSR1);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    pthread_kill(pthread_self(), SIGUSR1);
    return unused;
}

static void ends_with_thread(void)
{
    pthread_t thread;
    handle(SIGUSR1, count, 0);
    pthread_create(&thread, NULL, lost_with, NULL);
    pthread_join(thread, NULL);
    printf("pending after the thread's end: %d\n", is_pending(SIGUSR1));
    print_handled("lost with its thread");
}

static void *mask_of_thread(void *unused)
{
    sigset_t set;
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    printf("inherited: USR1 %d USR2 %d\n", sigismember(&set, SIGUSR1),
           sigismember(&set, SIGUSR2));
    printf("pending is not: %d\n", is_pending(SIGUSR1));
    sigfillset(&set);
    pthread_sigmask(SIG_SETMASK, &set, NULL);
    return unused;
}

static void inherited(void)
{
    pthread_t thread;
    sigset_t set = only(SIGUSR1), old;
    pthread_sigmask(SIG_BLOCK, &set, &old);
    pthread_kill(pthread_self(), SIGUSR1);
    pthread_create(&thread, NULL, mask_of_thread, NULL);
    pthread_join(thread, NULL);
    pthread_sigmask(SIG_BLOCK, NULL, &set);
    printf("own: USR1 %d USR2 %d\n", sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
    handle(SIGUSR1, SIG_IGN, 0);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static void *signal_thread(void *unused)
{
    sigset_t set;
    int got;
    sigfillset(&set);
    do {
        siginfo_t info;
        got = sigwaitinfo(&set, &info);
        printf("waited for: %d code %d value %d\n", got, info.si_code,
               info.si_code == SI_QUEUE ? info.si_value.sival_int : 0);
        sem_post(&ready);
    } while (got != SIGTERM);
    return unused;
}

static void waiting_thread(void)
{
    pthread_t thread;
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_create(&thread, NULL, signal_thread, NULL);
    static const int sent[] = {SIGHUP, SIGINT, SIGUSR1, SIGCHLD, SIGWINCH, SIGTERM};
    for (unsigned i = 0; i < sizeof sent / sizeof *sent; i++) {
        if (i % 2)
            pthread_kill(thread, sent[i]);
        else
            kill(getpid(), sent[i]);
        await(&ready);
        union sigval value = {.sival_int = (int)i * 10};
        pthread_sigqueue(thread, SIGRTMIN + (int)i, value);
        if (sent[i] != SIGTERM)
            await(&ready);
    }
    pthread_join(thread, NULL);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

static volatile sig_atomic_t interruptions;

static void interrupt(int signal)
{
    (void)signal;
    interruptions++;
}

static void *timed_sem(void *unused)
{
    sem_t *none = unused;
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1000;
    sem_post(&ready);
    printf("sem_timedwait: %s\n", outcome(sem_timedwait(none, &until)));
    return unused;
}

static void *plain_sem(void *none)
{
    sem_post(&ready);
    printf("sem_wait: %s\n", outcome(sem_wait(none)));
    return none;
}

/* One thread is sent the signal again and again until it ends: a semaphore's wait is interrupted. */
static void pester(void *(*run)(void *), int flags)
{
    pthread_t thread;
    sem_t none;
    sem_init(&none, 0, 0);
    handle(SIGUSR1, interrupt, flags);
    pthread_create(&thread, NULL, run, &none);
    await(&ready);
    while (pthread_tryjoin_np(thread, NULL) == EBUSY) {
        pthread_kill(thread, SIGUSR1);
        pause_ms(5);
        if (interruptions > 20)
            sem_post(&none);
    }
    printf("handled more than 20: %d\n", interruptions > 20);
    interruptions = 0;
}

static void semaphores(void)
{
    pester(timed_sem, 0);
    pester(timed_sem, SA_RESTART);
    pester(plain_sem, 0);
    pester(plain_sem, SA_RESTART);
}

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int predicate, wakeups;

static void *cond_thread(void *unused)
{
    struct timespec until;
    pthread_mutex_lock(&mutex);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 100000000;
    if (until.tv_nsec >= 1000000000)
        until.tv_sec++, until.tv_nsec -= 1000000000;
    sem_post(&ready);
    int error = 0;
    while (error == 0)
        error = pthread_cond_timedwait(&changed, &mutex, &until);
    printf("timed wait among signals: %s\n", error_name(error));
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    printf("not too early: %d\n", now.tv_sec > until.tv_sec ||
           (now.tv_sec == until.tv_sec && now.tv_nsec >= until.tv_nsec));
    sem_post(&ready);
    while (!predicate)
        pthread_cond_wait(&changed, &mutex);
    wakeups++;
    pthread_mutex_unlock(&mutex);
    return unused;
}

static void conditions(void)
{
    pthread_t thread;
    handle(SIGUSR1, interrupt, 0);
    pthread_create(&thread, NULL, cond_thread, NULL);
    await(&ready);
    while (sem_trywait(&ready) == -1) {
        pthread_kill(thread, SIGUSR1);
        pause_ms(3);
    }
    for (int i = 0; i < 5; i++) {
        pthread_kill(thread, SIGUSR1);
        pause_ms(3);
    }
    pthread_mutex_lock(&mutex);
    predicate = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
    printf("woken: %d, signals came: %d\n", wakeups, interruptions > 5);
    interruptions = 0;
}

static const struct named_case cases[] = {
    {"to-one", to_one}, {"to-spinning", to_spinning}, {"by-mask", by_mask},
    {"pending", pending}, {"ends-with-thread", ends_with_thread}, {"inherited", inherited},
    {"waiting-thread", waiting_thread}, {"semaphores", semaphores}, {"conditions", conditions},
    {NULL, NULL},
};

int main(int argc, char **argv)
{
    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    for (int i = 0; i <= THREADS; i++)
        sem_init(&turn[i], 0, 0);
    return run_cases(cases, argc, argv);
}
