/* Breakpoints: planted into read-only code of a child, hit, taken away, stepped over, planted again.
 * The parent's own copy of the code is untouched, and so is that of another child. */
#include "tiny.h"
#include "ptrace.h"

__attribute__((noinline, noclone)) static s32 work(s32 x)
{
    __asm__ volatile("" : "+r"(x));
    return x * 3 + 1;
}

static s32 counted;

static s32 hits(s32 child, u32 breakpoint)
{
    u32 at = P(work);
    u32 original = peek(child, at);
    s32 count = 0;
    say("plant", ptrace(POKETEXT, child, at, breakpoint));
    ptrace(CONT, child, 0, 0);
    for (;;) {
        s32 status = wait_status(child);
        if (status != (SIGTRAP << 8 | 0x7f))
            return status == 0 ? count : -status;
        count++;
        if (reg(child, PC) != at)
            say_hex("stopped elsewhere", reg(child, PC) - at);
        u32 info[32];
        ptrace(GETSIGINFO, child, 0, P(info));
        if (info[0] != SIGTRAP || info[2] != 1 || info[3] != at)
            say("strange siginfo", (s32)info[2]);
        set_reg(child, 0, reg(child, 0) + 1); /* the tracer changes the argument */
        ptrace(POKETEXT, child, at, original);
        ptrace(SINGLESTEP, child, 0, 0);
        status = wait_status(child);
        if (status != (SIGTRAP << 8 | 0x7f) || reg(child, PC) != at + 4)
            say_hex("bad step", status);
        ptrace(POKETEXT, child, at, breakpoint);
        ptrace(CONT, child, 0, 0);
    }
}

static s32 start(void)
{
    s32 child = fork_child();
    if (child == 0) {
        ptrace(TRACEME, 0, 0, 0);
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        s32 sum = 0;
        for (s32 i = 0; i < 5; i++)
            sum += work(i);
        say("child's sum", sum);
        leave(0);
    }
    wait_status(child);
    return child;
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    u32 before = *(volatile u32 *)P(work);
    say("udf hits", hits(start(), 0xe7f001f0));
    say("bkpt hits", hits(start(), 0xe1200070));
    say("own code untouched", *(volatile u32 *)P(work) == before);

    s32 one = start();
    ptrace(POKETEXT, one, P(work), 0xe7f001f0);
    s32 other = start();
    say("another child's code untouched", peek(other, P(work)) == before);
    ptrace(CONT, other, 0, 0);
    say_hex("it ends", wait_status(other));
    ptrace(POKEDATA, one, P(&counted), 1234);
    say("data", (s32)peek(one, P(&counted)));
    say("own data", counted);
    say("bad peek", ptrace(PEEKDATA, one, 0x10, P(&before)));
    say("bad poke", ptrace(POKEDATA, one, 0x10, 1));
    say("bad result address", ptrace(PEEKDATA, one, P(work), 0x10));
    say("across pages", ptrace(PEEKDATA, one, (P(work) | 4095) - 1, P(&before)));
    ptrace(KILL, one, 0, 0);
    say_hex("killed", wait_status(one));
    return 0;
}
