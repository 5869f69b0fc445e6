/* Alternate stacks: errors, the state that is told, who inherits one. qemu-arm 7.2 knows no SS_AUTODISARM. */
#include "sig-common.h"

static char area[65536] __attribute__((aligned(16)));
static char other[65536] __attribute__((aligned(16)));

static void tell(const char *who)
{
    stack_t now;
    memset(&now, 0xee, sizeof now);
    if (sigaltstack(NULL, &now) == 0)
        printf("%s: sp %d flags %x size %u\n", who,
               now.ss_sp == NULL ? 0 : now.ss_sp == area ? 1 : now.ss_sp == other ? 2 : 3,
               now.ss_flags, (unsigned)now.ss_size);
}

static long set_stack(void *sp, int flags, size_t size)
{
    stack_t wanted = {.ss_sp = sp, .ss_flags = flags, .ss_size = size};
    return sigaltstack(&wanted, NULL);
}

static int on(const char *stack)
{
    char here;
    return &here > stack && &here <= stack + sizeof area;
}

static volatile int nested;

static void handler(int signal, siginfo_t *info, void *context)
{
    ucontext_t *uc = context;
    (void)info;
    printf("handler of %s: on stack %d\n", signal == SIGUSR1 ? "USR1" : "USR2", on(area));
    tell("inside");
    /* Its flags are those that were set; qemu-arm says SS_ONSTACK there if the handler nests. */
    printf("context: sp %d size %u\n", uc->uc_stack.ss_sp == area, (unsigned)uc->uc_stack.ss_size);
    if (on(area)) {
        show("change inside", set_stack(other, 0, sizeof other));
        show("disable inside", set_stack(NULL, SS_DISABLE, 0));
    }
    if (signal == SIGUSR1 && !nested) {
        nested = 1;
        raise(SIGUSR2);
        printf("back from nested: on stack %d\n", on(area));
    }
}

static void *thread_work(void *unused)
{
    (void)unused;
    tell("new thread");
    return NULL;
}

int main(void)
{
    char *bad = (char *)8;
    tell("at first");
    SHOW(set_stack(area, 0, 2047));
    SHOW(set_stack(area, 4, sizeof area));
    SHOW(set_stack(area, 3, sizeof area));
    SHOW(set_stack(area, 4, 0));
    SHOW(sigaltstack((stack_t *)bad, NULL));
    SHOW(sigaltstack(NULL, (stack_t *)bad));
    tell("after errors");
    SHOW(set_stack(other, 0, 2048));
    tell("smallest");
    SHOW(set_stack(area, 0, sizeof area));
    SHOW(set_stack(area, 0, 100));
    tell("set");

    handle(SIGUSR1, handler, SA_SIGINFO | SA_ONSTACK);
    handle(SIGUSR2, handler, SA_SIGINFO | SA_ONSTACK);
    raise(SIGUSR1);
    tell("afterwards");
    nested = 1;
    handle(SIGUSR1, handler, SA_SIGINFO);
    raise(SIGUSR1);

    fflush(stdout);
    pid_t pid = fork();
    if (pid == 0) {
        tell("forked child");
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    fflush(stdout);
    pid = vfork();
    if (pid == 0) {
        tell("vforked child");
        fflush(stdout);
        _exit(0);
    }
    waitpid(pid, NULL, 0);
    pthread_t thread;
    pthread_create(&thread, NULL, thread_work, NULL);
    pthread_join(thread, NULL);
    SHOW(set_stack((void *)123, SS_DISABLE, 5));
    tell("disabled");
    raise(SIGUSR1);
    return 0;
}
