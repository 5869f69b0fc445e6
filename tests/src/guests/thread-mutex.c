/* Mutexes of every type and protocol, read-write locks, barriers; among several threads. */
#include "cases.h"
#include <pthread.h>
#include <semaphore.h>

enum { THREADS = 6, ROUNDS = 500 };

static sem_t ready;
static pthread_mutex_t *shared;
static volatile int counter, inside, overlaps;

static struct timespec after_ms(int milliseconds)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += milliseconds * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    return until;
}

static void make(pthread_mutex_t *mutex, int type, int protocol)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, type);
    int error = pthread_mutexattr_setprotocol(&attributes, protocol);
    if (error == 0)
        error = pthread_mutex_init(mutex, &attributes);
    if (error)
        printf("no such mutex: %s\n", error_name(error));
}

static void *from_outside(void *mutex)
{
    struct timespec until = after_ms(10);
    printf("  other: trylock %s", error_name(pthread_mutex_trylock(mutex)));
    printf(" unlock %s", error_name(pthread_mutex_unlock(mutex)));
    printf(" timedlock %s\n", error_name(pthread_mutex_timedlock(mutex, &until)));
    return NULL;
}

static void try_alone(const char *name, int type, int protocol)
{
    pthread_mutex_t mutex;
    pthread_t other;
    make(&mutex, type, protocol);
    printf("%s\n", name);
    printf("  lock %s", error_name(pthread_mutex_lock(&mutex)));
    printf(" trylock %s", error_name(pthread_mutex_trylock(&mutex)));
    if (type != PTHREAD_MUTEX_NORMAL)
        printf(" lock %s", error_name(pthread_mutex_lock(&mutex)));
    struct timespec until = after_ms(10);
    printf(" timedlock %s", error_name(pthread_mutex_timedlock(&mutex, &until)));
    printf(" destroy %s\n", error_name(pthread_mutex_destroy(&mutex)));
    if (type != PTHREAD_MUTEX_NORMAL) { /* a normal one may be unlocked by anybody */
        pthread_create(&other, NULL, from_outside, &mutex);
        pthread_join(other, NULL);
    }
    for (int i = 0; i < 4; i++)
        if (type != PTHREAD_MUTEX_NORMAL || i == 0)
            printf("  unlock %s\n", error_name(pthread_mutex_unlock(&mutex)));
    printf("  destroy %s\n", error_name(pthread_mutex_destroy(&mutex)));
}

static void types(void)
{
    try_alone("normal", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE);
    try_alone("recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_NONE);
    try_alone("errorcheck", PTHREAD_MUTEX_ERRORCHECK, PTHREAD_PRIO_NONE);
}

static void inheriting(void)
{
    try_alone("recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_INHERIT);
    try_alone("errorcheck", PTHREAD_MUTEX_ERRORCHECK, PTHREAD_PRIO_INHERIT);
}

static void *contend(void *argument)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(shared);
        overlaps += inside++;
        counter++;
        if (i % 16 == 0)
            sched_yield();
        inside--;
        pthread_mutex_unlock(shared);
    }
    return argument;
}

static void contention_of(const char *name, int type, int protocol)
{
    pthread_mutex_t mutex;
    pthread_t threads[THREADS];
    make(&mutex, type, protocol);
    shared = &mutex;
    counter = 0;
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, contend, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("%s: counter %d overlaps %d destroy %s\n", name, counter, overlaps,
           error_name(pthread_mutex_destroy(&mutex)));
}

static void contention(void)
{
    contention_of("normal", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_NONE);
    contention_of("adaptive", PTHREAD_MUTEX_ADAPTIVE_NP, PTHREAD_PRIO_NONE);
    contention_of("recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_NONE);
}

static void inheriting_contention(void)
{
    contention_of("normal", PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT);
    contention_of("recursive", PTHREAD_MUTEX_RECURSIVE, PTHREAD_PRIO_INHERIT);
}

static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int turn, order[THREADS];

static void *take_turn(void *number)
{
    int me = (int)(long)number;
    pthread_mutex_lock(shared);
    while (turn != me)
        pthread_cond_wait(&changed, shared);
    order[turn++] = me;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(shared);
    return NULL;
}

static void inheriting_condition(void)
{
    pthread_mutex_t mutex;
    pthread_t threads[THREADS];
    make(&mutex, PTHREAD_MUTEX_NORMAL, PTHREAD_PRIO_INHERIT);
    shared = &mutex;
    for (long i = THREADS - 1; i >= 0; i--)
        pthread_create(&threads[i], NULL, take_turn, (void *)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < THREADS; i++)
        printf("%d ", order[i]);
    printf("\n");
}

/* Waits for a held mutex while signals come: the wait goes on. */
static void ignore_it(int signal)
{
    (void)signal;
}

static void *lock_it(void *mutex)
{
    sem_post(&ready);
    int error = pthread_mutex_lock(mutex);
    printf("locked among signals: %s\n", error_name(error));
    pthread_mutex_unlock(mutex);
    return NULL;
}

static void interrupted_by_signals(int protocol, int flags)
{
    pthread_mutex_t mutex;
    pthread_t thread;
    make(&mutex, PTHREAD_MUTEX_NORMAL, protocol);
    handle(SIGUSR1, ignore_it, flags);
    pthread_mutex_lock(&mutex);
    pthread_create(&thread, NULL, lock_it, &mutex);
    sem_wait(&ready);
    for (int i = 0; i < 10; i++) {
        pthread_kill(thread, SIGUSR1);
        pause_ms(3);
    }
    printf("  not before the unlock\n");
    pthread_mutex_unlock(&mutex);
    pthread_join(thread, NULL);
}

static void with_signals(void)
{
    interrupted_by_signals(PTHREAD_PRIO_NONE, 0);
    interrupted_by_signals(PTHREAD_PRIO_NONE, SA_RESTART);
}

static void inheriting_with_signals(void)
{
    interrupted_by_signals(PTHREAD_PRIO_INHERIT, 0);
    interrupted_by_signals(PTHREAD_PRIO_INHERIT, SA_RESTART);
}

static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static volatile int readers, writers, bad;

static void *read_or_write(void *number)
{
    int me = (int)(long)number;
    for (int i = 0; i < 200; i++) {
        if ((i + me) % 5 == 0) {
            pthread_rwlock_wrlock(&rwlock);
            writers++;
            bad += writers != 1 || readers != 0;
            counter++;
            if (i % 3 == 0)
                sched_yield();
            writers--;
        } else {
            pthread_rwlock_rdlock(&rwlock);
            __atomic_add_fetch(&readers, 1, __ATOMIC_SEQ_CST);
            bad += writers != 0;
            if (i % 3 == 0)
                sched_yield();
            __atomic_sub_fetch(&readers, 1, __ATOMIC_SEQ_CST);
        }
        pthread_rwlock_unlock(&rwlock);
    }
    return NULL;
}

static void *try_rwlock(void *unused)
{
    struct timespec until = after_ms(10);
    printf("other: tryrd %s", error_name(pthread_rwlock_tryrdlock(&rwlock)));
    printf(" trywr %s", error_name(pthread_rwlock_trywrlock(&rwlock)));
    printf(" timedwr %s\n", error_name(pthread_rwlock_timedwrlock(&rwlock, &until)));
    return unused;
}

static void rwlocks(void)
{
    pthread_t threads[THREADS], other;
    counter = 0;
    for (long i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, read_or_write, (void *)i);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    printf("writes %d bad %d\n", counter, bad);
    printf("wr %s", error_name(pthread_rwlock_wrlock(&rwlock)));
    printf(" rd %s", error_name(pthread_rwlock_rdlock(&rwlock)));
    printf(" wr %s\n", error_name(pthread_rwlock_wrlock(&rwlock)));
    pthread_create(&other, NULL, try_rwlock, NULL);
    pthread_join(other, NULL);
}

static pthread_barrier_t barrier;
static volatile int arrived[20], serial[20];

static void *cross(void *unused)
{
    for (int i = 0; i < 20; i++) {
        __atomic_add_fetch(&arrived[i], 1, __ATOMIC_SEQ_CST);
        if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
            __atomic_add_fetch(&serial[i], 1, __ATOMIC_SEQ_CST);
        bad += arrived[i] != THREADS;
    }
    return unused;
}

static void barriers(void)
{
    pthread_t threads[THREADS];
    int serials = 0;
    bad = 0;
    pthread_barrier_init(&barrier, NULL, THREADS);
    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, cross, NULL);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < 20; i++)
        serials += serial[i] == 1;
    printf("bad %d, rounds with one serial thread %d\n", bad, serials);
}

static const struct named_case cases[] = {
    {"types", types}, {"contention", contention}, {"with-signals", with_signals},
    {"rwlocks", rwlocks}, {"barriers", barriers}, {"inheriting", inheriting},
    {"inheriting-contention", inheriting_contention},
    {"inheriting-condition", inheriting_condition},
    {"inheriting-with-signals", inheriting_with_signals}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    sem_init(&ready, 0, 0);
    return run_cases(cases, argc, argv);
}
