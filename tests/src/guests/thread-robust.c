/*
 * Robust mutexes: the kernel walks the list of a thread that ends and marks what it held.
 * qemu-user refuses set_robust_list, so these have no peer; linux.txt states what Linux gives.
 */
#include "cases.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>

static pthread_mutex_t *mutex;
static sem_t ready;

static void make(int shared, int protocol)
{
    pthread_mutexattr_t attributes;
    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setprotocol(&attributes, protocol);
    pthread_mutexattr_setpshared(&attributes, shared);
    mutex = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printf("init: %s\n", error_name(pthread_mutex_init(mutex, &attributes)));
}

static void *lock_and_end(void *unused)
{
    printf("  owner: %s\n", error_name(pthread_mutex_lock(mutex)));
    sem_post(&ready);
    return unused;
}

static void *lock_and_wait(void *unused)
{
    pthread_mutex_lock(mutex);
    sem_post(&ready);
    pause_ms(30);
    return unused;
}

static void thread_ends(int protocol)
{
    pthread_t thread;
    make(PTHREAD_PROCESS_PRIVATE, protocol);
    pthread_create(&thread, NULL, lock_and_end, NULL);
    pthread_join(thread, NULL);
    printf("lock: %s\n", error_name(pthread_mutex_lock(mutex)));
    printf("consistent: %s\n", error_name(pthread_mutex_consistent(mutex)));
    printf("again: %s\n", error_name(pthread_mutex_consistent(mutex)));
    printf("unlock: %s\n", error_name(pthread_mutex_unlock(mutex)));
    printf("lock: %s\n", error_name(pthread_mutex_lock(mutex)));
    pthread_mutex_unlock(mutex);

    /* Somebody waits when the owner ends. */
    while (sem_trywait(&ready) == 0)
        ;
    pthread_create(&thread, NULL, lock_and_wait, NULL);
    sem_wait(&ready);
    printf("waiter: %s\n", error_name(pthread_mutex_lock(mutex)));
    pthread_join(thread, NULL);
    printf("unlock without consistent: %s\n", error_name(pthread_mutex_unlock(mutex)));
    printf("lock: %s\n", error_name(pthread_mutex_lock(mutex)));
    printf("trylock: %s\n", error_name(pthread_mutex_trylock(mutex)));
    printf("destroy: %s\n", error_name(pthread_mutex_destroy(mutex)));
    munmap(mutex, 4096);
}

static void plain(void) { thread_ends(PTHREAD_PRIO_NONE); }
static void inheriting(void) { thread_ends(PTHREAD_PRIO_INHERIT); }

static void *waiter(void *unused)
{
    sem_post(&ready);
    int error = pthread_mutex_lock(mutex);
    printf("%s\n", error == EOWNERDEAD ? "one waiter: EOWNERDEAD" : error_name(error));
    if (error == EOWNERDEAD)
        pthread_mutex_consistent(mutex);
    pthread_mutex_unlock(mutex);
    return unused;
}

/* Exactly one of the waiters is told; the others get the lock from it. */
static void several_waiters(void)
{
    pthread_t owner, threads[4];
    make(PTHREAD_PROCESS_PRIVATE, PTHREAD_PRIO_NONE);
    pthread_create(&owner, NULL, lock_and_wait, NULL);
    sem_wait(&ready);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, waiter, NULL);
    for (int i = 0; i < 4; i++)
        sem_wait(&ready);
    pthread_join(owner, NULL);
    for (int i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static void die_with_lock(int how)
{
    pid_t child = fork();
    if (child == 0) {
        pthread_mutex_lock(mutex);
        if (how == 0)
            _exit(0);
        if (how == 1)
            kill(getpid(), SIGKILL);
        execl("/bin/true", "true", NULL);
        _exit(1);
    }
    waitpid(child, NULL, 0);
    printf("lock: %s\n", error_name(pthread_mutex_lock(mutex)));
    pthread_mutex_consistent(mutex);
    pthread_mutex_unlock(mutex);
}

static void process_ends(void)
{
    make(PTHREAD_PROCESS_SHARED, PTHREAD_PRIO_NONE);
    printf("exit\n");
    die_with_lock(0);
    printf("SIGKILL\n");
    die_with_lock(1);
    printf("execve\n");
    die_with_lock(2);
}

static const struct named_case cases[] = {
    {"plain", plain}, {"several-waiters", several_waiters}, {"process-ends", process_ends},
    {"inheriting", inheriting}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    sem_init(&ready, 0, 0);
    return run_cases(cases, argc, argv);
}
