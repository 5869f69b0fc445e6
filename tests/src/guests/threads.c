/* The C library's threads: mutex, condition, thread-local storage, once, join, barrier, semaphore. */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 5, ROUNDS = 300, ITEMS = 100 };

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_barrier_t barrier;
static sem_t slots;
static int counter, queue[8], head, tail, once_calls;
static __thread int mine = 7;

static void count_once(void)
{
    once_calls++;
}

static void *worker(void *argument)
{
    long me = (long)argument;
    pthread_once(&once, count_once);
    mine += (int)me;
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
    }
    pthread_barrier_wait(&barrier);
    sem_post(&slots);
    return (void *)(long)(mine * 10 + (counter == THREADS * ROUNDS));
}

static void *producer(void *unused)
{
    (void)unused;
    for (int i = 1; i <= ITEMS; i++) {
        pthread_mutex_lock(&mutex);
        while (tail - head == 8)
            pthread_cond_wait(&changed, &mutex);
        queue[tail++ % 8] = i;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    pthread_exit((void *)11);
}

int main(void)
{
    pthread_t threads[THREADS], other;
    void *result;
    int sum = 0;

    pthread_barrier_init(&barrier, NULL, THREADS);
    sem_init(&slots, 0, 0);
    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, worker, (void *)i))
            return 1;
    for (int i = 0; i < THREADS; i++)
        sem_wait(&slots);
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], &result);
        printf("thread %d: %ld\n", i, (long)result);
    }
    printf("counter %d once %d mine %d\n", counter, once_calls, mine);

    pthread_create(&other, NULL, producer, NULL);
    for (int i = 0; i < ITEMS; i++) {
        pthread_mutex_lock(&mutex);
        while (tail == head)
            pthread_cond_wait(&changed, &mutex);
        sum += queue[head++ % 8];
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    pthread_join(other, &result);
    printf("sum %d producer %ld\n", sum, (long)result);
    return 0;
}
