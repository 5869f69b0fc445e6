/* The futex calls for priority inheritance, one by one: words, owners and error numbers. */
#include "cases.h"
#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#ifndef FUTEX_LOCK_PI2
#define FUTEX_LOCK_PI2 13
#endif

static unsigned word, other_word;
static sem_t ready, go;

static long futex(unsigned *at, int operation, unsigned value, void *timeout, unsigned *second,
                  unsigned third)
{
    return syscall(SYS_futex, at, operation, value, timeout, second, third);
}

static unsigned tid(void)
{
    return (unsigned)syscall(SYS_gettid);
}

static void print(const char *what, long result)
{
    printf("%s: %s, word %s%s%s\n", what, outcome(result),
           (word & FUTEX_TID_MASK) == tid() ? "mine" : word & FUTEX_TID_MASK ? "another's" : "free",
           word & FUTEX_WAITERS ? " waiters" : "", word & FUTEX_OWNER_DIED ? " died" : "");
}

static void alone(void)
{
    word = 0;
    print("lock", futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("lock again", futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("trylock mine", futex(&word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("unlock", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("unlock again", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("trylock", futex(&word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("unlock", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("lock, shared", futex(&word, FUTEX_LOCK_PI, 0, NULL, NULL, 0));
    print("unlock, shared", futex(&word, FUTEX_UNLOCK_PI, 0, NULL, NULL, 0));
    word = 0x3ffffff0;
    printf("owner that never was: %s\n",
           outcome(futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0)));
    printf("trylock: %s\n", outcome(futex(&word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0)));
    printf("word kept: %d\n", (word & FUTEX_TID_MASK) == 0x3ffffff0);
    printf("not aligned: %s\n",
           outcome(futex((unsigned *)((char *)&word + 2), FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0)));
    printf("bad address: %s\n",
           outcome(futex((unsigned *)16, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0)));
    word = FUTEX_OWNER_DIED;
    print("lock of one who died", futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("unlock", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
}

static void *holder(void *unused)
{
    futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    sem_post(&ready);
    sem_wait(&go);
    pause_ms(20);
    print("owner hands over", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    return unused;
}

static void held(void)
{
    pthread_t thread;
    struct timespec past = {1, 0}, wrong = {0, 1000000000};
    word = 0;
    pthread_create(&thread, NULL, holder, NULL);
    sem_wait(&ready);
    print("trylock", futex(&word, FUTEX_TRYLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("unlock", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    print("lock until long ago", futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, &past, NULL, 0));
    print("lock with a bad time", futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, &wrong, NULL, 0));
    struct timespec soon;
    clock_gettime(CLOCK_MONOTONIC, &soon);
    soon.tv_nsec = (soon.tv_nsec + 5000000) % 1000000000;
    soon.tv_sec += soon.tv_nsec < 5000000;
    print("lock by the other clock", futex(&word, FUTEX_LOCK_PI2 | FUTEX_PRIVATE_FLAG, 0, &soon,
                                           NULL, 0));
    sem_post(&go);
    long result = futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    pthread_join(thread, NULL);
    print("lock", result);
    print("unlock", futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
}

/* A wait that is moved to a lock with inheritance, as condition variables once used it. */
static void *moved(void *number)
{
    sem_post(&ready);
    long result = futex(&other_word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 5, NULL, &word, 0);
    printf("waiter: %s, owns %d\n", outcome(result), (word & FUTEX_TID_MASK) == tid());
    futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    return number;
}

static void requeue(void)
{
    pthread_t threads[3];
    word = 0, other_word = 5;
    printf("wait for another value: %s\n",
           outcome(futex(&other_word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 6, NULL, &word, 0)));
    printf("both the same: %s\n",
           outcome(futex(&word, FUTEX_WAIT_REQUEUE_PI_PRIVATE, 0, NULL, &word, 0)));
    printf("requeue of nobody: %ld\n",
           futex(&other_word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &word, 5));
    printf("another value: %s\n",
           outcome(futex(&other_word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &word, 6)));
    printf("wake not one: %s\n",
           outcome(futex(&other_word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 2, (void *)10, &word, 5)));
    for (int i = 0; i < 3; i++) {
        pthread_create(&threads[i], NULL, moved, NULL);
        sem_wait(&ready);
    }
    futex(&word, FUTEX_LOCK_PI_PRIVATE, 0, NULL, NULL, 0);
    long count = 0;
    while (count < 3)
        count += futex(&other_word, FUTEX_CMP_REQUEUE_PI_PRIVATE, 1, (void *)10, &word, 5);
    printf("moved: %ld\n", count);
    const char *unlocked = outcome(futex(&word, FUTEX_UNLOCK_PI_PRIVATE, 0, NULL, NULL, 0));
    for (int i = 0; i < 3; i++)
        pthread_join(threads[i], NULL);
    printf("owner: %s\n", unlocked);
    printf("free at the end: %d\n", word == 0);
}

static const struct named_case cases[] = {
    {"alone", alone}, {"held", held}, {"requeue", requeue}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    return run_cases(cases, argc, argv);
}
