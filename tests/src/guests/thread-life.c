/* Threads come and go: many at once, ends while others wait, fork, exec, and the whole group's end. */
#include "cases.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>

enum { MANY = 200 };

static sem_t ready, go;
static char *program;

static void await(sem_t *sem)
{
    while (sem_wait(sem) == -1)
        ;
}

static void *stay(void *number)
{
    sem_post(&ready);
    await(&go);
    return number;
}

static void many(void)
{
    static pthread_t threads[MANY];
    long sum = 0;
    int made = 0;
    for (long i = 0; i < MANY; i++)
        made += pthread_create(&threads[i], NULL, stay, (void *)i) == 0;
    for (int i = 0; i < MANY; i++)
        await(&ready);
    printf("at once: %d\n", made);
    for (int i = 0; i < MANY; i++)
        sem_post(&go);
    for (int i = 0; i < MANY; i++) {
        void *result;
        pthread_join(threads[i], &result);
        sum += (long)result;
    }
    printf("sum: %ld\n", sum);
}

static void detached(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    int made = 0;
    for (int i = 0; i < MANY; i++) {
        made += pthread_create(&thread, &attributes, stay, NULL) == 0;
        await(&ready);
        sem_post(&go);
    }
    printf("one after the other: %d\n", made);
}

static void *wait_for_ever(void *unused)
{
    sem_post(&ready);
    for (;;)
        pause();
    return unused;
}

static void *end_group(void *status)
{
    exit((int)(long)status);
}

static void group_ends_here(void)
{
    pthread_t thread;
    for (int i = 0; i < 5; i++)
        pthread_create(&thread, NULL, wait_for_ever, NULL);
    for (int i = 0; i < 5; i++)
        await(&ready);
    pthread_create(&thread, NULL, end_group, (void *)7);
    for (;;)
        pause();
}

static void *last_one(void *first)
{
    pthread_join(*(pthread_t *)first, NULL);
    printf("the first thread is gone\n");
    return NULL;
}

static void first_ends(void)
{
    static pthread_t self, thread;
    self = pthread_self();
    pthread_create(&thread, NULL, last_one, &self);
    pthread_exit(NULL);
}

static void *fall(void *signal)
{
    syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), (long)signal);
    return NULL;
}

static void fatal_in_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    await(&ready);
    pthread_create(&thread, NULL, fall, (void *)SIGTERM);
    for (;;)
        pause();
}

static volatile unsigned spins;

static void *spin(void *unused)
{
    sem_post(&ready);
    for (;;)
        spins++;
    return unused;
}

static void ends_while_spinning(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, spin, NULL);
    pthread_create(&thread, NULL, spin, NULL);
    await(&ready);
    await(&ready);
    while (spins < 1000)
        ;
    _exit(9);
}

static void killed_while_spinning(void)
{
    pthread_t thread;
    pid_t self = getpid();
    if (fork() == 0) {
        pause_ms(10);
        kill(self, SIGKILL);
        _exit(0);
    }
    pthread_create(&thread, NULL, spin, NULL);
    for (;;)
        spins++;
}

static void *run_program(void *how)
{
    printf("exec from %s\n", (char *)how);
    fflush(stdout);
    char pid[12];
    snprintf(pid, sizeof pid, "%d", getpid());
    execl(program, program, "after-exec", pid, NULL);
    _exit(1);
}

static void exec_from_thread(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    pthread_create(&thread, NULL, spin, NULL);
    await(&ready);
    await(&ready);
    pthread_create(&thread, NULL, run_program, "a thread");
    for (;;)
        pause();
}

static void exec_from_first(void)
{
    pthread_t thread;
    pthread_create(&thread, NULL, wait_for_ever, NULL);
    pthread_create(&thread, NULL, spin, NULL);
    await(&ready);
    await(&ready);
    run_program("the first thread");
}

static void execs(void)
{
    print_end("exec in a thread", exec_from_thread);
    print_end("exec in the first", exec_from_first);
}

static void ends(void)
{
    print_end("exit in a thread", group_ends_here);
    print_end("first thread ends", first_ends);
    print_end("fatal signal in a thread", fatal_in_thread);
    print_end("exit while others spin", ends_while_spinning);
    print_end("kill while all spin", killed_while_spinning);
}

/* What the fork handlers did, in order; each process prints its own once the other is out of the way. */
static char notes[200];

static void note(const char *text)
{
    strncat(notes, text, sizeof notes - strlen(notes) - 1);
}

static void note_prepare(void) { note(" prepare"); }
static void note_parent(void) { note(" parent"); }
static void note_child(void) { note(" child"); }
static void note_prepare2(void) { note(" prepare-2"); }
static void note_parent2(void) { note(" parent-2"); }
static void note_child2(void) { note(" child-2"); }

static void *fork_it(void *unused)
{
    fflush(stdout);
    notes[0] = 0;
    pid_t child = fork();
    if (child == 0) {
        printf("child:%s, one thread %d\n", notes, getpid() == (int)syscall(SYS_gettid));
        fflush(stdout);
        pthread_exit(NULL); /* the only thread: the process ends with 0 */
    }
    int status = -1;
    waitpid(child, &status, 0);
    printf("parent:%s, status %d\n", notes, status);
    return unused;
}

static void forks(void)
{
    pthread_t stays, thread;
    pthread_atfork(note_prepare, note_parent, NULL);
    pthread_create(&stays, NULL, stay, NULL);
    await(&ready);
    pthread_create(&thread, NULL, fork_it, NULL);
    pthread_join(thread, NULL);
    pthread_atfork(note_prepare2, note_parent2, note_child2);
    pthread_atfork(NULL, NULL, note_child);
    fork_it(NULL);
    sem_post(&go);
    pthread_join(stays, NULL);
}

/* The C library tells every thread to change its ids too, by a signal of its own (33). */
static void *change(void *unused)
{
    for (int i = 0; i < 20; i++)
        if (setgid(getgid()) || setuid(getuid()) || setresuid(-1, -1, -1))
            printf("ids not set\n");
    return unused;
}

static void set_ids(void)
{
    pthread_t threads[5], sleeper, spinner;
    pthread_create(&sleeper, NULL, stay, NULL);
    pthread_create(&spinner, NULL, spin, NULL);
    await(&ready);
    await(&ready);
    for (int i = 0; i < 5; i++)
        pthread_create(&threads[i], NULL, change, NULL);
    for (int i = 0; i < 5; i++)
        pthread_join(threads[i], NULL);
    sem_post(&go);
    pthread_join(sleeper, NULL);
    pthread_cancel(spinner);
    printf("all ids set\n");
}

static const struct named_case cases[] = {
    {"many", many}, {"detached", detached}, {"ends", ends}, {"execs", execs}, {"forks", forks},
    {"set-ids", set_ids}, {NULL, NULL},
};

int main(int argc, char **argv)
{
    program = argv[0];
    if (argc == 3 && strcmp(argv[1], "after-exec") == 0) {
        printf("after exec: same pid %d, first thread %d\n", getpid() == atoi(argv[2]),
               getpid() == (int)syscall(SYS_gettid));
        return 5;
    }
    sem_init(&ready, 0, 0);
    sem_init(&go, 0, 0);
    return run_cases(cases, argc, argv);
}
