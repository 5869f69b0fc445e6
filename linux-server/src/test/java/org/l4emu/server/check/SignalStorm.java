package org.l4emu.server.check;

import org.l4emu.server.ArmCode;

/**
 * A parent sends signals as fast as it can to a child that makes system calls, page faults and
 * handles them; then it ends the child.
 */
final class SignalStorm {
    private static final int FORK = 2;
    private static final int GETPID = 20;
    private static final int KILL = 37;
    private static final int WAIT4 = 114;
    private static final int SIGACTION = 174;
    private static final int MADVISE = 220;
    private static final int DONTNEED = 4;
    private static final int SIGKILL = 9;
    private static final int SIGUSR1 = 10;
    private static final int REAL_TIME = 40;

    private static final int HANDLER = 0;
    private static final int BEGIN = 1;
    private static final int CHILD = 2;
    private static final int PARENT = 3;
    private static final int SEND = 4;

    private static final int PAGES = ArmCode.DATA + 0x4000;

    private SignalStorm() {}

    /** The program; {@code rounds} of two signals each, at most 255. */
    static ArmCode program(int rounds) {
        ArmCode code = new ArmCode().branch(ArmCode.ALWAYS, BEGIN);
        code.label(HANDLER).load(3, ArmCode.DATA).raw(0xe2833001).store(3, ArmCode.DATA);
        code.call(GETPID).store(3, PAGES).raw(0xe12fff1e);
        code.label(BEGIN);
        handle(code, SIGUSR1);
        handle(code, REAL_TIME);
        code.call(FORK).compare(0, 0).branch(ArmCode.NOT_EQUAL, PARENT);
        code.label(CHILD).call(MADVISE, PAGES, 0x2000, DONTNEED);
        code.store(4, PAGES).store(4, PAGES + 0x1000).call(GETPID).raw(0xe2844001);
        code.branch(ArmCode.ALWAYS, CHILD);
        code.label(PARENT).move(6, 0).set(5, rounds);
        code.label(SEND).move(0, 6).set(1, SIGUSR1).call(KILL);
        code.move(0, 6).set(1, REAL_TIME).call(KILL).call(GETPID);
        code.raw(0xe2455001).compare(5, 0).branch(ArmCode.NOT_EQUAL, SEND);
        code.move(0, 6).set(1, SIGKILL).call(KILL);
        return code.call(WAIT4, -1, ArmCode.DATA + 0x100, 0, 0).exit(0);
    }

    private static void handle(ArmCode code, int signal) {
        int action = ArmCode.DATA + 0x40;
        code.put(action, code.addressOf(HANDLER)).put(action + 4, 0).put(action + 8, 0);
        code.put(action + 12, 0).put(action + 16, 0).call(SIGACTION, signal, action, 0, 8);
    }
}
