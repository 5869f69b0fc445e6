/* A tracer that prints every system call of a child: number, arguments that mean something, result,
 * and what ip says at either stop. */
#include "tiny.h"
#include "ptrace.h"

static void child_work(void)
{
    s32 pipe[2];
    char text[4];
    call2(NR_getppid, 0, 0);
    call2(NR_pipe2, pipe, 0);
    call3(NR_write, pipe[1], "abc", 3);
    call3(NR_read, pipe[0], text, 4);
    call1(NR_close, 77);
    call1(0x1ff, 0);
    nanos(1000);
    leave(7);
}

static s32 program(s32 argc, char **argv)
{
    (void)argc, (void)argv;
    s32 child = fork_child();
    if (child == 0) {
        say("traceme", ptrace(TRACEME, 0, 0, 0));
        say("traceme again", ptrace(TRACEME, 0, 0, 0));
        call2(NR_kill, call0(NR_getpid), SIGSTOP);
        child_work();
    }
    say_hex("first stop", wait_status(child));
    say("options", ptrace(SETOPTIONS, child, 0, O_SYSGOOD));
    s32 entering = 1;
    for (;;) {
        ptrace(SYSCALL, child, 0, 0);
        s32 status = wait_status(child);
        if ((status & 0xff) != 0x7f) {
            put_char('\n');
            say_hex("end", status);
            break;
        }
        if (status >> 8 != (5 | 0x80)) {
            say_hex("other stop", status);
            continue;
        }
        u32 regs[18];
        ptrace(GETREGS, child, 0, P(regs));
        u32 number = regs[7];
        if (entering) {
            put("call ");
            put_signed((s32)number);
            if (number != NR_pipe2 && number != NR_nanosleep) {
                put(" first ");
                put_signed((s32)regs[0]);
            }
            if (number == NR_write) {
                u32 word = peek(child, regs[1]);
                put(" text ");
                for (s32 i = 0; i < (s32)regs[2]; i++)
                    put_char((char)(word >> 8 * i));
            }
            put(regs[0] == regs[ORIG_R0] ? " same" : " differs");
        } else {
            s32 result = (s32)regs[0];
            put(" result ");
            if (number == NR_getppid)
                put(result == call0(NR_getpid) ? "parent" : "stranger");
            else
                put_signed(result);
        }
        put(" ip ");
        put_unsigned(regs[IP]);
        if (!entering)
            put_char('\n');
        entering = !entering;
    }
    return 0;
}
