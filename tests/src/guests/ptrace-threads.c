/* A traced program with threads: all traced from birth, all stopped by one SIGSTOP, one of them
 * changed, and each told of at its end. Uses the C library's wrappers. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

enum { THREADS = 4 };

static volatile int go;
static volatile long turns[THREADS];

static void *spin(void *argument)
{
    long index = (long)argument;
    while (!go)
        turns[index]++;
    return argument;
}

static void work(void)
{
    pthread_t threads[THREADS];
    long sum = 0;
    for (long i = 0; i < THREADS; i++)
        pthread_create(&threads[i], 0, spin, (void *)i);
    for (int i = 0; i < THREADS; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    exit((int)sum + 10);
}

int main(void)
{
    pid_t child = fork();
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        work();
    }
    int status;
    waitpid(child, &status, 0);
    printf("options %ld\n", ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_TRACECLONE));
    ptrace(PTRACE_CONT, child, 0, 0);

    /* Until every thread was born and every clone reported. */
    pid_t thread[THREADS];
    int births = 0, clones = 0, others = 0;
    while (births < THREADS || clones < THREADS) {
        pid_t who = waitpid(-1, &status, __WALL);
        if (who == child && status >> 8 == (SIGTRAP | PTRACE_EVENT_CLONE << 8))
            clones++;
        else if (who != child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP)
            thread[births++] = who;
        else
            others++;
        ptrace(PTRACE_CONT, who, 0, 0);
    }
    printf("births %d clones %d others %d\n", births, clones, others);

    /* One signal stops the process: one thread takes it, all stop. */
    kill(child, SIGSTOP);
    pid_t taker = waitpid(-1, &status, __WALL);
    printf("signal %#x\n", status);
    ptrace(PTRACE_CONT, taker, 0, SIGSTOP);
    int stops = 0;
    for (int i = 0; i < THREADS + 1; i++) {
        waitpid(-1, &status, __WALL);
        stops += WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP && status >> 16 == 0;
    }
    printf("group stops %d\n", stops);
    long before = turns[0] + turns[1] + turns[2] + turns[3];
    errno = 0;
    long word = ptrace(PTRACE_PEEKDATA, thread[2], &go, 0);
    printf("word %ld error %d\n", word, errno);
    printf("poke %ld\n", ptrace(PTRACE_POKEDATA, thread[1], &go, 1));
    struct user_regs regs;
    long got = ptrace(PTRACE_GETREGS, thread[0], 0, &regs);
    printf("registers %ld, sp is%s zero\n", got, regs.uregs[13] ? " not" : "");
    printf("nothing moves %d\n", before == turns[0] + turns[1] + turns[2] + turns[3]);

    /* Go on; the threads end one by one, then the process. */
    kill(child, SIGCONT);
    int ends = 0;
    for (int i = 0; i < THREADS; i++)
        ptrace(PTRACE_CONT, thread[i], 0, 0);
    ptrace(PTRACE_CONT, child, 0, 0);
    for (;;) {
        pid_t who = waitpid(-1, &status, __WALL);
        if (who == child && WIFEXITED(status))
            break;
        if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
            ends++;
        else
            ptrace(PTRACE_CONT, who, 0, 0);
    }
    printf("thread ends %d, process %#x\n", ends, status);
    printf("nobody left %d\n", waitpid(-1, &status, __WALL) == -1 && errno == ECHILD);
    return 0;
}
