package org.l4emu.emulib;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/**
 * First steps of a user thread: names its trampoline to the microkernel, starts its signal thread,
 * then goes the way back from a system call that never happened. The server has filled the
 * exclusive page and holds emu_local_lock for the thread, so no signal comes before its first
 * instruction.
 */
public final class UserStart extends ThreadProgram {
    /** L4 priority of user threads. */
    public static final int USER_PRIORITY = 100;

    /** L4 priority of signal threads: a signal does not wait for the user thread's time slice. */
    public static final int SIGNAL_THREAD_PRIORITY = 101;

    private enum Next {
        SET_EXCEPTION_HANDLER,
        RAISE_PRIORITY,
        START_SIGNAL_THREAD,
        LOWER_PRIORITY,
        RETURN
    }

    private final Trampoline trampoline;
    private Next next = Next.SET_EXCEPTION_HANDLER;

    UserStart(ThreadContext context, SignalProtocol protocol) {
        trampoline = new Trampoline(context, protocol);
    }

    @Override
    public void step(ThreadContext context) {
        switch (next) {
            case SET_EXCEPTION_HANDLER -> {
                context.setExceptionHandler(trampoline);
                next = Next.RAISE_PRIORITY;
            }
            case RAISE_PRIORITY -> {
                next = Next.START_SIGNAL_THREAD;
                context.threadSchedule(context.id().lthread(), SIGNAL_THREAD_PRIORITY);
            }
            case LOWER_PRIORITY -> {
                next = Next.RETURN;
                context.threadSchedule(context.id().lthread(), USER_PRIORITY);
            }
            case START_SIGNAL_THREAD -> {
                next = Next.LOWER_PRIORITY;
                context.threadExRegs(
                        ExclusivePage.signalThreadOf(context.id().lthread()),
                        EmulibImages.SIGNAL_THREAD,
                        0,
                        ThreadId.INVALID);
            }
            case RETURN -> {
                trampoline.beginReturn();
                context.runProgram(trampoline);
            }
        }
    }

    @Override
    public String nextStep() {
        return switch (next) {
            case SET_EXCEPTION_HANDLER -> "emulib.setExceptionHandler";
            case RAISE_PRIORITY -> "emulib.raisePriority";
            case START_SIGNAL_THREAD -> "emulib.startSignalThread";
            case LOWER_PRIORITY -> "emulib.lowerPriority";
            case RETURN -> "emulib.firstReturn";
        };
    }

    @Override
    public int instructionPointer() {
        return EmulibImages.START + 4 * next.ordinal();
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(next.ordinal());
    }
}
