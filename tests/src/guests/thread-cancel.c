/*
 * Cancellation. It is a signal of the C library's own (SIGCANCEL, 32) to one thread, whose handler
 * looks where the thread was: the frame's pc decides whether a cancellation point was under way.
 */
#include "cases.h"
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/select.h>

static int pipe_ends[2];
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static sem_t empty, ready;
static pthread_t waiter_of_nobody;

static void cleaned(void *text)
{
    printf("  cleanup %s\n", (const char *)text);
}

static void unlock(void *lock)
{
    printf("  cleanup holds the mutex: %s\n", error_name(pthread_mutex_trylock(lock)));
    pthread_mutex_unlock(lock);
}

static void at_read(void) { char c; ssize_t n = read(pipe_ends[0], &c, 1); (void)n; }
static void at_nanosleep(void) { struct timespec t = {1000, 0}; nanosleep(&t, NULL); }
static void at_clock_nanosleep(void)
{
    struct timespec t = {1000, 0};
    clock_nanosleep(CLOCK_MONOTONIC, 0, &t, NULL);
}
static void at_sem_wait(void) { sem_wait(&empty); }
static void at_sem_timedwait(void) { struct timespec t = {2000000000, 0}; sem_timedwait(&empty, &t); }
static void at_pause(void) { pause(); }
static void at_poll(void) { struct pollfd p = {pipe_ends[0], POLLIN, 0}; poll(&p, 1, -1); }
static void at_select(void)
{
    fd_set set;
    FD_ZERO(&set);
    FD_SET(pipe_ends[0], &set);
    select(pipe_ends[0] + 1, &set, NULL, NULL, NULL);
}
static void at_sigwait(void)
{
    sigset_t set;
    int got;
    sigemptyset(&set);
    sigaddset(&set, SIGUSR2);
    sigwait(&set, &got);
}
static void at_sigsuspend(void) { sigset_t set; sigemptyset(&set); sigsuspend(&set); }
static void at_join(void) { pthread_join(waiter_of_nobody, NULL); }
static void at_wait(void) { while (waitpid(-1, NULL, 0) > 0); }
static void at_testcancel(void) { for (;;) pthread_testcancel(); }
static void at_cond_wait(void)
{
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, &mutex);
    for (;;)
        pthread_cond_wait(&never, &mutex);
    pthread_cleanup_pop(0);
}
static void at_cond_timedwait(void)
{
    struct timespec late = {2000000000, 0};
    pthread_mutex_lock(&mutex);
    pthread_cleanup_push(unlock, &mutex);
    for (;;)
        pthread_cond_timedwait(&never, &mutex, &late);
    pthread_cleanup_pop(0);
}
static void at_write(void)
{
    static char block[65536];
    int ends[2];
    if (pipe(ends) == 0)
        while (write(ends[1], block, sizeof block) > 0);
}
static void at_lock(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open("/tmp/cancel-lock", O_RDWR | O_CREAT, 0600);
    fcntl(fd, F_SETLKW, &lock);
}

static const struct point {
    const char *name;
    void (*wait)(void);
} points[] = {
    {"read", at_read}, {"write", at_write}, {"nanosleep", at_nanosleep},
    {"clock_nanosleep", at_clock_nanosleep}, {"sem_wait", at_sem_wait},
    {"sem_timedwait", at_sem_timedwait}, {"pause", at_pause}, {"poll", at_poll},
    {"select", at_select}, {"sigwait", at_sigwait}, {"sigsuspend", at_sigsuspend},
    {"pthread_join", at_join}, {"waitpid", at_wait}, {"cond_wait", at_cond_wait},
    {"cond_timedwait", at_cond_timedwait}, {"fcntl(F_SETLKW)", at_lock},
    {"testcancel", at_testcancel},
};

static void *wait_at(void *argument)
{
    const struct point *point = argument;
    pthread_cleanup_push(cleaned, (void *)point->name);
    sem_post(&ready);
    point->wait();
    pthread_cleanup_pop(0);
    return (void *)1;
}

static void cancel_and_join(pthread_t thread, const char *what)
{
    void *result;
    int error = pthread_cancel(thread);
    pthread_join(thread, &result);
    printf("%s: %s, %s\n", what, error_name(error),
           result == PTHREAD_CANCELED ? "cancelled" : "ended by itself");
}

static void *sleeper(void *unused)
{
    for (;;)
        pause();
    return unused;
}

static void at_points(int delay_ms)
{
    pthread_create(&waiter_of_nobody, NULL, sleeper, NULL);
    int lock = open("/tmp/cancel-lock", O_RDWR | O_CREAT, 0600), hold[2], held[2];
    if (pipe(hold) || pipe(held))
        return;
    pid_t child = fork();
    if (child == 0) {
        struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
        char c = (char)fcntl(lock, F_SETLK, &all);
        close(hold[1]);
        if (write(held[1], &c, 1) == 1 && read(hold[0], &c, 1) == 0)
            _exit(0);
    }
    char c;
    if (read(held[0], &c, 1) != 1)
        return;
    for (unsigned i = 0; i < sizeof points / sizeof *points; i++) {
        pthread_t thread;
        pthread_create(&thread, NULL, wait_at, (void *)&points[i]);
        sem_wait(&ready);
        if (delay_ms)
            pause_ms(delay_ms);
        cancel_and_join(thread, points[i].name);
    }
    close(hold[1]);
    waitpid(child, NULL, 0);
    cancel_and_join(waiter_of_nobody, "the joined one lives on");
}

static void asleep(void) { at_points(20); }
static void at_once(void) { at_points(0); }

static volatile unsigned spins;

static void *spin(void *unused)
{
    int old;
    pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
    pthread_cleanup_push(cleaned, "of the spinning thread");
    sem_post(&ready);
    for (;;)
        spins++;
    pthread_cleanup_pop(0);
    return unused;
}

static void asynchronous(void)
{
    pthread_t thread;
    for (int i = 0; i < 5; i++) {
        pthread_create(&thread, NULL, spin, NULL);
        sem_wait(&ready);
        while (spins == 0)
            ;
        cancel_and_join(thread, "spinning");
        spins = 0;
    }
}

static void *deferred_thread(void *unused)
{
    int old;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
    printf("  was %s\n", old == PTHREAD_CANCEL_ENABLE ? "enabled" : "disabled");
    sem_post(&ready);
    sem_wait(&empty); /* the cancellation comes before this returns */
    pthread_testcancel();
    printf("  disabled: goes on\n");
    pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
    pthread_cleanup_push(cleaned, "outer");
    pthread_cleanup_push(cleaned, "inner");
    pthread_testcancel();
    printf("  never here\n");
    pthread_cleanup_pop(0);
    pthread_cleanup_pop(0);
    return unused;
}

static void deferred(void)
{
    pthread_t thread;
    void *result;
    pthread_create(&thread, NULL, deferred_thread, NULL);
    sem_wait(&ready);
    pthread_cancel(thread);
    sem_post(&empty);
    pthread_join(thread, &result);
    printf("deferred: %d\n", result == PTHREAD_CANCELED);
}

static pthread_key_t key;

static void destroyed(void *value)
{
    printf("  destructor of %s\n", (const char *)value);
}

static void *with_key(void *kind)
{
    pthread_setspecific(key, "a value");
    pthread_cleanup_push(cleaned, "before destructors");
    if (kind)
        pthread_cancel(pthread_self());
    pthread_testcancel();
    pthread_cleanup_pop(1);
    return kind;
}

static void myself(void)
{
    pthread_t thread;
    void *result;
    pthread_key_create(&key, destroyed);
    for (long kind = 0; kind < 2; kind++) {
        pthread_create(&thread, NULL, with_key, (void *)kind);
        pthread_join(thread, &result);
        printf("cancelled itself: %d\n", result == PTHREAD_CANCELED);
    }
}

/* A thread in a handler is cancelled there: unwinding goes through the handler's frame. */
static void wait_in_handler(int signal)
{
    (void)signal;
    sem_post(&ready);
    for (;;)
        pause();
}

static void *in_handler(void *unused)
{
    pthread_cleanup_push(cleaned, "below the handler");
    raise(SIGUSR1);
    pthread_cleanup_pop(0);
    return unused;
}

static void from_handler(void)
{
    pthread_t thread;
    handle(SIGUSR1, wait_in_handler, 0);
    pthread_create(&thread, NULL, in_handler, NULL);
    sem_wait(&ready);
    cancel_and_join(thread, "in a handler");
}

static void *fine(void *unused)
{
    return unused;
}

static void ended(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, fine, NULL);
    pause_ms(20);
    cancel_and_join(thread, "an ended thread");
}

static const struct named_case cases[] = {
    {"asleep", asleep}, {"at-once", at_once}, {"asynchronous", asynchronous},
    {"deferred", deferred}, {"myself", myself}, {"from-handler", from_handler},
    {"ended", ended}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    if (pipe(pipe_ends))
        return 1;
    sem_init(&empty, 0, 0);
    sem_init(&ready, 0, 0);
    return run_cases(cases, argc, argv);
}
