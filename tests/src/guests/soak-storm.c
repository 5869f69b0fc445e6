/*
 * Processes signal each other at random: kill and sigqueue, masks, handlers on alternate stacks, handlers
 * within handlers; meanwhile their stack and data pages are taken away and come back by page faults, some
 * of which SIGSEGV handlers repair. What was sent and what was handled is counted in shared memory.
 *
 * usage: soak-storm SEED ROUNDS PROCESSES [MORE]
 * Real-time signals: handled exactly as often as sent. Standard signals: handled at most as often as sent,
 * and at least once after the last was sent. With MORE, what depends on the schedule goes to standard error.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PAGE 4096u
#define PROCESSES_MAX 64
#define REAL_TIME 4
#define ALTERNATE (32 * 1024)

/* Counters of one process; others add to sent with an atomic addition. */
struct counts {
    unsigned sent_real_time[REAL_TIME], handled_real_time[REAL_TIME];
    unsigned sent_usr1, handled_usr1, sent_usr2, handled_usr2;
    unsigned sum_sent, sum_handled; /* values of real-time signals */
    unsigned usr1_serial, usr1_seen; /* sent before the last handler began */
    unsigned retries, segv, nested, errors;
    unsigned done, pid;
};

static struct counts *all;
static struct counts *mine;
static unsigned processes, self, depth;
static uint32_t random_state;
static volatile unsigned char *data;

static unsigned random_below(unsigned bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 17;
    random_state ^= random_state << 5;
    return random_state % bound;
}

#define ADD(counter, value) __atomic_fetch_add(&(counter), (value), __ATOMIC_SEQ_CST)
#define GET(counter) __atomic_load_n(&(counter), __ATOMIC_SEQ_CST)

/* Registers that a handler must not change are checked by whoever is interrupted. */
static void handle_real_time(int signal, siginfo_t *info, void *context)
{
    unsigned kind = (unsigned)(signal - SIGRTMIN);
    volatile unsigned char room[600];
    (void)context;
    room[0] = (unsigned char)signal;
    room[599] = room[0];
    if (++depth > 1)
        mine->nested++;
    if (info->si_code != SI_QUEUE || info->si_signo != signal)
        ADD(mine->errors, 1);
    ADD(mine->handled_real_time[kind], 1);
    ADD(mine->sum_handled, (unsigned)info->si_value.sival_int);
    data[PAGE * (kind & 1)] += room[599];
    if (room[599] != (unsigned char)signal)
        ADD(mine->errors, 1);
    depth--;
}

static void handle_standard(int signal)
{
    if (++depth > 1)
        mine->nested++;
    if (signal == SIGUSR1) {
        __atomic_store_n(&mine->usr1_seen, GET(mine->usr1_serial), __ATOMIC_SEQ_CST);
        ADD(mine->handled_usr1, 1);
    } else {
        ADD(mine->handled_usr2, 1);
    }
    getppid();
    depth--;
}

/* The page was protected by its own process: gives the right back, and the access goes on. */
static void handle_segv(int signal, siginfo_t *info, void *context)
{
    uintptr_t page = (uintptr_t)info->si_addr & ~(uintptr_t)(PAGE - 1);
    (void)signal;
    (void)context;
    if (page < (uintptr_t)data || page >= (uintptr_t)data + 4 * PAGE) {
        static const char text[] = "a fault at a strange address\n";
        if (write(2, text, sizeof text - 1) < 0)
            _exit(98);
        _exit(99);
    }
    mine->segv++;
    mprotect((void *)page, PAGE, PROT_READ | PROT_WRITE);
}

static void send_real_time(struct counts *to)
{
    unsigned kind = random_below(REAL_TIME), value = random_below(1000);
    union sigval packed = {.sival_int = (int)value};
    while (sigqueue((pid_t)GET(to->pid), SIGRTMIN + (int)kind, packed) != 0) {
        if (errno != EAGAIN) {
            ADD(mine->errors, 1);
            return;
        }
        ADD(mine->retries, 1);
        usleep(100);
    }
    ADD(to->sent_real_time[kind], 1);
    ADD(to->sum_sent, value);
}

static void send_standard(struct counts *to)
{
    int signal = random_below(2) ? SIGUSR1 : SIGUSR2;
    if (signal == SIGUSR1) {
        ADD(to->sent_usr1, 1);
        ADD(to->usr1_serial, 1);
    } else {
        ADD(to->sent_usr2, 1);
    }
    if (kill((pid_t)GET(to->pid), signal) != 0)
        ADD(mine->errors, 1);
}

static void change_mask(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, random_below(2) ? SIGUSR1 : SIGUSR2);
    sigaddset(&set, SIGRTMIN + (int)random_below(REAL_TIME));
    sigprocmask(random_below(3) ? SIG_UNBLOCK : SIG_BLOCK, &set, 0);
}

/* Pages below the stack pointer go; the next frame or call faults them in again. */
static __attribute__((noinline)) void drop_lower_stack(void)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0);
    uintptr_t end = (here - 256) & ~(uintptr_t)(PAGE - 1);
    sigset_t every, before;
    sigfillset(&every);
    sigprocmask(SIG_SETMASK, &every, &before); /* no handler may stand there meanwhile */
    madvise((void *)(end - 4 * PAGE), 4 * PAGE, MADV_DONTNEED);
    sigprocmask(SIG_SETMASK, &before, 0);
}

static void protect_data(void)
{
    unsigned page = random_below(4);
    int rights = random_below(2) ? PROT_NONE : PROT_READ;
    mprotect((void *)(data + PAGE * page), PAGE, rights);
    data[PAGE * page + 8]++;
}

/* A computation that comes out wrong if a register or flag changes on the way. */
static void compute(unsigned rounds)
{
    uint32_t a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, expected = 0;
    for (int pass = 0; pass < 2; pass++) {
        uint64_t wide = 0x123456789abcdefull;
        a = 1, b = 2, c = 3, d = 4, e = 5, f = 6;
        for (unsigned i = 0; i < rounds; i++) {
            a += b ^ i, b = b * 33 + c, c -= d << 3, d ^= e + a, e = e * 7 + f, f += a > b;
            wide += ((uint64_t)a << 32 | b) - c;
        }
        uint32_t sum = a ^ b ^ c ^ d ^ e ^ f ^ (uint32_t)wide ^ (uint32_t)(wide >> 32);
        if (pass && sum != expected)
            ADD(mine->errors, 1);
        expected = sum;
    }
}

static void install(int signal, void (*plain)(int), void (*full)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    if (full) {
        action.sa_sigaction = full;
        flags |= SA_SIGINFO;
    } else {
        action.sa_handler = plain;
    }
    action.sa_flags = flags;
    if (signal == SIGSEGV)
        sigfillset(&action.sa_mask); /* a handler that faults inside this one would end the process */
    sigaction(signal, &action, 0);
}

static void prepare(void)
{
    stack_t stack = {.ss_size = ALTERNATE};
    stack.ss_sp = mmap(0, ALTERNATE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    sigaltstack(&stack, 0);
    data = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    install(SIGUSR1, handle_standard, 0, SA_RESTART);
    install(SIGUSR2, handle_standard, 0, SA_RESTART | SA_ONSTACK);
    install(SIGSEGV, 0, handle_segv, SA_ONSTACK);
    for (int i = 0; i < REAL_TIME; i++)
        install(SIGRTMIN + i, 0, handle_real_time, SA_RESTART | (i & 1 ? SA_ONSTACK : 0));
}

/* All are alive, none may leave before the last has sent its last: two barriers. */
static void meet(unsigned *counter)
{
    ADD(*counter, 1);
    while (GET(*counter) < processes)
        usleep(200);
}

static int is_quiet(void)
{
    unsigned sent = 0, handled = 0;
    for (int i = 0; i < REAL_TIME; i++) {
        sent += GET(mine->sent_real_time[i]);
        handled += GET(mine->handled_real_time[i]);
    }
    return sent == handled && GET(mine->usr1_seen) == GET(mine->usr1_serial);
}

static void child(unsigned rounds, unsigned *barriers)
{
    mine = &all[self];
    mine->pid = (unsigned)getpid();
    prepare();
    meet(&barriers[0]);
    for (unsigned i = 0; i < rounds; i++) {
        struct counts *to = &all[random_below(processes)];
        switch (random_below(8)) {
        case 0:
        case 1:
            send_real_time(to);
            break;
        case 2:
        case 3:
            send_standard(to);
            break;
        case 4:
            change_mask();
            break;
        case 5:
            drop_lower_stack();
            break;
        case 6:
            protect_data();
            break;
        default:
            compute(random_below(200) + 1);
        }
    }
    meet(&barriers[1]);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, 0);
    for (int i = 0; i < 1000 && !is_quiet(); i++)
        usleep(200);
    if (!is_quiet())
        ADD(mine->errors, 1);
    _exit(0);
}

int main(int argc, char **argv)
{
    uint32_t seed = argc > 1 ? (uint32_t)strtoul(argv[1], 0, 10) : 1;
    unsigned rounds = argc > 2 ? (unsigned)strtoul(argv[2], 0, 10) : 20;
    processes = argc > 3 ? (unsigned)strtoul(argv[3], 0, 10) : PROCESSES_MAX;
    if (processes > PROCESSES_MAX)
        return 2;
    all = mmap(0, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    unsigned *barriers = mmap(0, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    for (self = 0; self < processes; self++) {
        random_state = (seed * 2654435761u + self * 40503u) | 1;
        if (fork() == 0)
            child(rounds, barriers);
    }
    unsigned bad = 0;
    for (unsigned i = 0; i < processes; i++) {
        int status = 0;
        wait(&status);
        bad += status != 0;
    }
    struct counts sum;
    memset(&sum, 0, sizeof sum);
    unsigned sent = 0, handled = 0, wrong = 0;
    for (unsigned i = 0; i < processes; i++) {
        struct counts *one = &all[i];
        for (int k = 0; k < REAL_TIME; k++) {
            sent += one->sent_real_time[k];
            handled += one->handled_real_time[k];
            wrong += one->sent_real_time[k] != one->handled_real_time[k];
        }
        wrong += one->sum_sent != one->sum_handled;
        wrong += one->handled_usr1 > one->sent_usr1 || one->handled_usr2 > one->sent_usr2;
        wrong += one->sent_usr1 && !one->handled_usr1;
        wrong += one->sent_usr2 && !one->handled_usr2;
        sum.sum_sent += one->sum_sent, sum.sum_handled += one->sum_handled;
        sum.sent_usr1 += one->sent_usr1, sum.handled_usr1 += one->handled_usr1;
        sum.sent_usr2 += one->sent_usr2, sum.handled_usr2 += one->handled_usr2;
        sum.errors += one->errors, sum.segv += one->segv;
        sum.nested += one->nested, sum.retries += one->retries;
    }
    printf("real-time: sent %u handled %u\n", sent, handled);
    printf("values: sent %u handled %u\n", sum.sum_sent, sum.sum_handled);
    printf("standard: sent %u handled %s\n", sum.sent_usr1 + sum.sent_usr2,
           sum.handled_usr1 + sum.handled_usr2 > sum.sent_usr1 + sum.sent_usr2 ? "more" : "at most as many");
    printf("wrong %u errors %u bad endings %u\n", wrong, sum.errors, bad);
    if (argc > 4)
        fprintf(stderr, "standard handled %u, nested %u, faults repaired %u, retries %u\n",
                sum.handled_usr1 + sum.handled_usr2, sum.nested, sum.segv, sum.retries);
    return wrong || sum.errors || bad;
}
