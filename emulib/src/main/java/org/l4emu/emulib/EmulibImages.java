package org.l4emu.emulib;

import org.l4emu.microkernel.thread.ProgramImages;

/** Where emulib's code would lie in a Linux task: high, above everything a program can map. */
public final class EmulibImages {
    /** First instruction of a user thread: restores the state in its exclusive page. */
    public static final int START = 0xc0000000;

    /** First instruction of the signal thread. */
    public static final int SIGNAL_THREAD = 0xc0001000;

    /** Where exceptions are mirrored to; steps of the trampoline follow, four bytes each. */
    public static final int TRAMPOLINE = 0xc0002000;

    private EmulibImages() {}

    /** Places emulib's entry for user threads. */
    public static void place(ProgramImages images) {
        images.place(START, "user", UserStart::new);
    }
}
