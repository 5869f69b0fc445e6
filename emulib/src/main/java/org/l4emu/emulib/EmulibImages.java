package org.l4emu.emulib;

import org.l4emu.microkernel.thread.ExceptionHandler;
import org.l4emu.microkernel.thread.ProgramImages;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadProgram;

/** Where emulib's code would lie in a Linux task: high, above everything a program can map. */
public final class EmulibImages {
    /** First instruction of a user thread: restores the state in its exclusive page. */
    public static final int START = 0xc0000000;

    /** First instruction of the signal thread. */
    public static final int SIGNAL_THREAD = 0xc0001000;

    /** Where exceptions are mirrored to; steps of the trampoline follow, four bytes each. */
    public static final int TRAMPOLINE = 0xc0002000;

    /** Where a signal thread parks the user thread while it manipulates its state. */
    public static final int PARK = 0xc0003000;

    /** Forced entry: the special system call by which a user thread asks for its signals. */
    public static final int FORCED = 0xc0004000;

    private EmulibImages() {}

    /** Places emulib's entries for user threads. */
    public static void place(ProgramImages images, SignalProtocol protocol) {
        images.place(START, "user", context -> new UserStart(context, protocol));
        images.place(PARK, "user", context -> trampoline(context).parked());
        images.place(FORCED, "user", context -> trampoline(context).forced());
    }

    private static Trampoline trampoline(ThreadContext context) {
        ExceptionHandler handler = context.exceptionHandler();
        if (handler instanceof Trampoline trampoline) {
            return trampoline;
        }
        throw new IllegalStateException("forced before it began: " + context.id());
    }

    /** True for addresses of emulib's code. */
    public static boolean isEmulib(int address) {
        return Integer.compareUnsigned(address, START) >= 0
                && Integer.compareUnsigned(address, ExclusivePage.BASE) < 0;
    }

    /** True if a thread's program is emulib's. */
    public static boolean isEmulib(ThreadProgram program) {
        return program instanceof Trampoline || program instanceof UserStart;
    }
}
