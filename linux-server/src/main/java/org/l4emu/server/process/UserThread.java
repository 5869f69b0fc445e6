package org.l4emu.server.process;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;

/** One lthread of a Linux task with its exclusive page, which outlives the Linux thread in it. */
public final class UserThread {
    private final int frame;
    private final PtRegs page;
    private @Nullable Task task;

    UserThread(int frame, PtRegs page) {
        this.frame = frame;
        this.page = page;
    }

    /** Frame of the exclusive page. */
    public int frame() {
        return frame;
    }

    PtRegs page() {
        return page;
    }

    /** The Linux thread that runs in it; null when that has ended. */
    public @Nullable Task task() {
        return task;
    }

    void setTask(@Nullable Task newTask) {
        task = newTask;
    }
}
