/* Attaches to a running while (1), reads and changes a variable and registers, detaches, and sees it
 * go on; then the same by PTRACE_SEIZE and PTRACE_INTERRUPT. */
#include "tiny.h"
#include "ptrace.h"

static volatile u32 *shared;
static volatile u32 marker = 0x11111111;

static s32 spin(void)
{
    s32 child = fork_child();
    if (child == 0) {
        register u32 r9 __asm__("r9") = 5;
        while (marker != 0x33333333) {
            __asm__ volatile("" : "+r"(r9));
            shared[0]++;
            shared[1] = r9;
        }
        leave(44);
    }
    return child;
}

static s32 goes_on(u32 index)
{
    u32 before = shared[index];
    for (s32 i = 0; i < 100 && shared[index] == before; i++)
        nanos(100000);
    return shared[index] != before;
}

static void describe(s32 child)
{
    char path[32] = "/proc/", text[1024];
    u32 n = 6, digits = 1;
    while ((u32)child / digits >= 10)
        digits *= 10;
    for (; digits; digits /= 10)
        path[n++] = (char)('0' + (u32)child / digits % 10);
    for (const char *s = "/status"; *s; s++)
        path[n++] = *s;
    path[n] = 0;
    s32 fd = call4(NR_openat, AT_FDCWD, path, 0, 0);
    s32 length = call3(NR_read, fd, text, sizeof text - 1);
    call1(NR_close, fd);
    for (s32 i = 0; i < length; i++) {
        s32 state = same(text + i, "State") || (text[i] == 'S' && text[i + 5] == ':');
        s32 tracer = text[i] == 'T' && text[i + 6] == 'P' && text[i + 9] == ':';
        if ((i == 0 || text[i - 1] == '\n') && (state || tracer)) {
            if (tracer) {
                say("traced by me", parse_number(text + i + 11) == (u32)call0(NR_getpid));
                continue;
            }
            while (text[i] != '\n')
                put_char(text[i++]);
            put_char('\n');
        }
    }
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    shared = (u32 *)call6(NR_mmap2, 0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                          (u32)-1, 0);
    s32 child = spin();
    say("runs", goes_on(0));
    say("attach", ptrace(ATTACH, child, 0, 0));
    say("attach again", ptrace(ATTACH, child, 0, 0));
    say_hex("stop", wait_status(child));
    describe(child);
    u32 before = shared[0];
    nanos(300000);
    say("stands still", shared[0] == before);
    say_hex("its variable", peek(child, P(&marker)));
    say("r9", (s32)reg(child, 9));
    say("write", ptrace(POKEDATA, child, P(&marker), 0x22222222));
    set_reg(child, 9, 6);
    u32 regs[18];
    struct {
        u32 *base;
        u32 bytes;
    } vector = {regs, 200};
    say("regset", ptrace(GETREGSET, child, 1, P(&vector)));
    say("its bytes", (s32)vector.bytes);
    say("r9 in it", (s32)regs[9]);
    say("detach", ptrace(DETACH, child, 0, 0));
    say("runs again", goes_on(0));
    for (s32 i = 0; i < 100 && shared[1] != 6; i++)
        nanos(100000);
    say("with the register", (s32)shared[1]);
    describe(child);
    say("not mine any more", ptrace(CONT, child, 0, 0));

    say("seize with address", ptrace(SEIZE, child, 4, 0));
    say("seize", ptrace(SEIZE, child, 0, O_EXIT));
    say("runs on", goes_on(0));
    say("not stopped", ptrace(PEEKDATA, child, P(&marker), P(&before)));
    say("interrupt", ptrace(INTERRUPT, child, 0, 0));
    say_hex("stop", wait_status(child));
    u32 info[32];
    say("siginfo", ptrace(GETSIGINFO, child, 0, P(info)));
    say_hex("code", info[2]);
    say_hex("its variable", peek(child, P(&marker)));
    ptrace(POKEDATA, child, P(&marker), 0x33333333);
    ptrace(CONT, child, 0, 0);
    say_hex("exit event", wait_status(child));
    u32 message = 0;
    ptrace(GETEVENTMSG, child, 0, P(&message));
    say_hex("its status", message);
    ptrace(CONT, child, 0, 0);
    say_hex("end", wait_status(child));

    /* Group stops of a seized thread: it listens until SIGCONT. */
    marker = 0x11111111;
    child = spin();
    ptrace(SEIZE, child, 0, 0);
    call2(NR_kill, child, SIGSTOP);
    say_hex("signal", wait_status(child));
    ptrace(CONT, child, 0, SIGSTOP);
    say_hex("group stop", wait_status(child));
    say("listen", ptrace(LISTEN, child, 0, 0));
    say("hears nothing else", ptrace(PEEKDATA, child, P(&marker), P(&before)));
    call2(NR_kill, child, SIGCONT);
    say_hex("told of SIGCONT", wait_status(child));
    ptrace(CONT, child, 0, 0);
    say_hex("and then the signal", wait_status(child));
    ptrace(CONT, child, 0, SIGCONT);
    say("runs", goes_on(0));
    call2(NR_kill, child, SIGKILL);
    say_hex("end", wait_status(child));

    /* A process that was stopped before. */
    child = spin();
    call2(NR_kill, child, SIGSTOP);
    s32 status;
    call4(NR_wait4, child, &status, WUNTRACED, 0);
    say_hex("stopped", status);
    say("attach", ptrace(ATTACH, child, 0, 0));
    say_hex("traced now", wait_status(child));
    say("no siginfo", ptrace(GETSIGINFO, child, 0, P(info)));
    ptrace(KILL, child, 0, 0);
    say_hex("end", wait_status(child));

    /* One that sleeps: the call it is in starts again, for what is left of its time. */
    child = fork_child();
    if (child == 0) {
        u32 time[2] = {0, 30000000};
        shared[2] = 1;
        leave(call2(NR_nanosleep, time, 0) == 0 ? 5 : 6);
    }
    while (!shared[2])
        nanos(100000);
    nanos(1000000);
    say("attach to a sleeper", ptrace(ATTACH, child, 0, 0));
    say_hex("stop", wait_status(child));
    say_hex("it is before its call", peek(child, reg(child, PC)));
    ptrace(CONT, child, 0, 0);
    say_hex("it sleeps to the end", wait_status(child));

    /* Born of a seized process. */
    child = fork_child();
    if (child == 0) {
        while (shared[2] != 2)
            ;
        s32 grandchild = fork_child();
        if (grandchild == 0)
            leave(17);
        leave(wait_for(grandchild) >> 8);
    }
    ptrace(SEIZE, child, 0, O_FORK);
    shared[2] = 2;
    say_hex("fork event", wait_status(child));
    u32 born = 0;
    ptrace(GETEVENTMSG, child, 0, P(&born));
    say_hex("the newborn stops", wait_status((s32)born));
    ptrace(CONT, (s32)born, 0, 0);
    ptrace(CONT, child, 0, 0);
    say_hex("its end", wait_status((s32)born));
    say_hex("SIGCHLD", wait_status(child));
    ptrace(CONT, child, 0, 0);
    say_hex("end", wait_status(child));
    return 0;
}
