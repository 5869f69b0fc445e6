/* A stop is for all threads of a process, wherever each of them is; so is the end of the stop. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4 };

struct shared {
    volatile unsigned ticks[THREADS];
    volatile int read_result;
};

static struct shared *shared;
static int pipe_in, pipe_out;

static _Noreturn void *ticker(void *argument)
{
    volatile unsigned *ticks = argument;
    struct timespec pause = {0, 1000000};
    for (;;) {
        ++*ticks;
        nanosleep(&pause, 0);
    }
}

static _Noreturn void *caller(void *argument)
{
    volatile unsigned *ticks = argument;
    for (;;) {
        ++*ticks;
        getppid();
    }
}

static _Noreturn void *spinner(void *argument)
{
    volatile unsigned *ticks = argument;
    for (;;)
        ++*ticks;
}

static void *reader(void *argument)
{
    char byte;
    int result = read(pipe_out, &byte, 1);
    (void)argument;
    shared->read_result = result == 1 ? byte : -errno;
    return 0;
}

static void nap(long milliseconds)
{
    struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
    while (nanosleep(&left, &left) != 0)
        continue;
}

static int moves(pid_t child)
{
    unsigned before[THREADS], moved = 0;
    (void)child;
    for (int i = 0; i < THREADS; i++)
        before[i] = shared->ticks[i];
    nap(60);
    for (int i = 0; i < THREADS; i++)
        moved += before[i] != shared->ticks[i];
    return moved;
}

static void wait_until_all_move(void)
{
    for (int i = 0; i < THREADS; i++)
        while (shared->ticks[i] < 2)
            nap(1);
}

int main(void)
{
    int ends[2];
    setvbuf(stdout, 0, _IOLBF, 0);
    setpgid(0, 0);
    shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (pipe(ends))
        return 1;
    pipe_out = ends[0];
    pipe_in = ends[1];
    pid_t child = fork();
    if (child == 0) {
        static void *(*const work[THREADS])(void *) = {ticker, caller, spinner, ticker};
        pthread_t threads[THREADS + 1];
        setpgid(0, 0);
        for (int i = 0; i < THREADS; i++)
            pthread_create(&threads[i], 0, work[i], (void *)&shared->ticks[i]);
        pthread_create(&threads[THREADS], 0, reader, 0);
        pthread_join(threads[THREADS], 0);
        _exit(7);
    }
    setpgid(child, child);
    wait_until_all_move();
    printf("running: %d threads move\n", moves(child));
    for (int round = 0; round < 3; round++) {
        int status;
        kill(child, round == 1 ? SIGTSTP : SIGSTOP);
        waitpid(child, &status, WUNTRACED);
        printf("stopped by %d: %d threads move\n", WSTOPSIG(status), moves(child));
        kill(child, SIGCONT);
        waitpid(child, &status, WCONTINUED);
        printf("continued %d: %d threads move\n", WIFCONTINUED(status), moves(child));
    }
    printf("the reader still waits: %d\n", shared->read_result == 0);
    kill(child, SIGSTOP);
    waitpid(child, 0, WUNTRACED);
    if (write(pipe_in, "x", 1) != 1)
        return 1;
    nap(20);
    printf("stopped, data there: %d\n", shared->read_result);
    int status;
    kill(child, SIGCONT);
    waitpid(child, &status, 0);
    printf("reader got %c, process exits %d\n", shared->read_result, WEXITSTATUS(status));

    child = fork();
    if (child == 0) {
        pthread_t thread;
        pthread_create(&thread, 0, ticker, (void *)&shared->ticks[0]);
        pthread_create(&thread, 0, spinner, (void *)&shared->ticks[1]);
        for (;;)
            pause();
    }
    nap(20);
    kill(child, SIGSTOP);
    waitpid(child, &status, WUNTRACED);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    printf("stopped threads die by %d\n", WTERMSIG(status));
    return 0;
}
