/* Event stops: fork, vfork, clone, exec and exit of a traced process, whose children and threads are
 * traced from birth. */
#include "tiny.h"
#include "ptrace.h"

static char *self;

static const char *name_of(u32 event)
{
    static const char *names[] = {"none", "fork", "vfork", "clone", "exec", "vfork-done", "exit"};
    return event < 7 ? names[event] : event == 128 ? "stop" : "unknown";
}

static u32 message(s32 pid)
{
    u32 value = 0;
    ptrace(GETEVENTMSG, pid, 0, P(&value));
    return value;
}

static s32 stop_of(s32 pid, const char *whose)
{
    s32 status = wait_status(pid);
    put(whose);
    if ((status & 0xff) != 0x7f) {
        say_hex(" ends", (u32)status);
        return status;
    }
    put(" stops: signal ");
    put_signed(status >> 8 & 0xff);
    put(", event ");
    put(name_of((u32)status >> 16));
    put_char('\n');
    return status;
}

static s32 traced(void (*work)(void), u32 options)
{
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        work();
        leave(3);
    }
    wait_status(child);
    if (options)
        ptrace(SETOPTIONS, child, 0, options);
    return child;
}

static void forks(void)
{
    s32 grandchild = fork_child();
    if (grandchild == 0)
        leave(21);
    leave(wait_for(grandchild) >> 8);
}

static u32 thread_stack[1024];
static volatile u32 thread_word;

/* clone(CLONE_VM | FS | FILES | SIGHAND | THREAD | CHILD_CLEARTID) of a thread that leaves. */
static void threads(void)
{
    register u32 r0 __asm__("r0") = 0x250f00;
    register u32 r1 __asm__("r1") = P(thread_stack + 1024);
    register u32 r2 __asm__("r2") = 0;
    register u32 r3 __asm__("r3") = 0;
    register u32 r4 __asm__("r4") = P(&thread_word);
    register u32 r7 __asm__("r7") = NR_clone;
    thread_word = 1;
    __asm__ volatile("svc #0\n"
                     "cmp r0, #0\n"
                     "bne 1f\n"
                     "mov r0, #5\n"
                     "mov r7, #1\n"
                     "svc #0\n"
                     "1:"
                     : "+r"(r0)
                     : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r7)
                     : "memory", "cc");
    while (thread_word)
        call6(NR_futex, P(&thread_word), 0, 1, 0, 0, 0);
    leave(6);
}

static void vforks(void)
{
    register u32 r0 __asm__("r0") = 0;
    register u32 r7 __asm__("r7") = NR_vfork;
    __asm__ volatile("svc #0\n"
                     "cmp r0, #0\n"
                     "bne 1f\n"
                     "mov r0, #22\n"
                     "mov r7, #248\n"
                     "svc #0\n"
                     "1:"
                     : "+r"(r0)
                     : "r"(r7)
                     : "memory", "cc");
    leave(wait_for((s32)r0) >> 8);
}

static void executes(void)
{
    char *arguments[] = {self, "again", 0};
    call3(NR_execve, self, arguments, 0);
    leave(99);
}

static void kills_itself(void)
{
    call2(NR_kill, call0(NR_getpid), SIGTERM);
}

static void go(s32 pid)
{
    ptrace(CONT, pid, 0, 0);
}

static void newborn(s32 pid, const char *whose, u32 event)
{
    s32 status = stop_of(pid, whose);
    s32 child = (s32)message(pid);
    if ((u32)status >> 16 != event)
        put("another event than expected\n");
    stop_of(child, "newborn");
    say("its r0", (s32)reg(child, 0));
    go(child);
    if (event == 2) {
        stop_of(child, "newborn");
        go(pid);
        say("told of its own end later", call4(NR_wait4, pid, 0, WALL | WNOHANG, 0));
        go(child);
        stop_of(child, "newborn");
        status = stop_of(pid, whose);
        say("done with the same", (s32)message(pid) == child);
    } else {
        stop_of(child, "newborn");
        say_hex("its message", message(child));
        go(child);
        if (event == 1)
            go(pid);
        stop_of(child, "newborn");
    }
}

static s32 program(s32 argc, char **argv)
{
    self = argv[0];
    if (argc > 1) {
        put("executed\n");
        leave(8);
    }
    put("fork\n");
    s32 child = traced(forks, O_FORK | O_EXIT);
    go(child);
    newborn(child, "forker", 1);
    stop_of(child, "forker"); /* SIGCHLD */
    go(child);
    stop_of(child, "forker");
    go(child);
    stop_of(child, "forker");

    put("vfork\n");
    child = traced(vforks, O_VFORK | O_VFORKDONE | O_EXIT);
    go(child);
    newborn(child, "vforker", 2);
    go(child);
    stop_of(child, "vforker"); /* SIGCHLD */
    go(child);
    stop_of(child, "vforker");
    go(child);
    stop_of(child, "vforker");

    put("thread\n");
    child = traced(threads, O_CLONE | O_EXIT);
    go(child);
    newborn(child, "cloner", 3);
    go(child);
    stop_of(child, "cloner");
    go(child);
    stop_of(child, "cloner");

    put("exec\n");
    child = traced(executes, O_EXEC | O_SYSGOOD);
    ptrace(SYSCALL, child, 0, 0);
    stop_of(child, "execer");
    ptrace(SYSCALL, child, 0, 0);
    stop_of(child, "execer");
    say("its former id", (s32)message(child) == child);
    ptrace(SYSCALL, child, 0, 0);
    stop_of(child, "execer");
    say("result", (s32)reg(child, 0));
    u32 stack = reg(child, SP);
    say("arguments on its stack", (s32)peek(child, stack));
    go(child);
    stop_of(child, "execer");
    child = traced(executes, 0);
    go(child);
    stop_of(child, "execer without option");
    go(child);
    stop_of(child, "execer without option");

    put("death\n");
    child = traced(kills_itself, O_EXIT);
    go(child);
    stop_of(child, "dying");
    ptrace(CONT, child, 0, SIGTERM);
    stop_of(child, "dying");
    say_hex("message", message(child));
    go(child);
    stop_of(child, "dying");
    return 0;
}
