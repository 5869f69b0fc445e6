package org.l4emu.emulib;

import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.Variable;

/**
 * emu_local_lock and sigs_handled of one exclusive page, as one of the threads that share it
 * handles them: each method is one atomic access.
 */
public final class LocalLock {
    private final ThreadContext context;
    private final int page;
    private final int owner;
    private final int holder;
    private final boolean used;
    private final boolean flagUsed;
    private final SignalProtocol.Release release;

    /**
     * The lock as {@code context}'s thread sees it.
     *
     * @param page address of the exclusive page
     * @param owner serial of the user thread it belongs to
     */
    public LocalLock(ThreadContext context, int page, int owner, SignalProtocol protocol) {
        this.context = context;
        this.page = page;
        this.owner = owner;
        holder = (int) context.id().value();
        used = protocol.emuLocalLock();
        flagUsed = protocol.sigsHandled();
        release = protocol.release();
    }

    /** False if the protocol goes without the lock. */
    public boolean isUsed() {
        return used;
    }

    /** Takes the lock if it is free. */
    public boolean tryTake() {
        if (!context.compareAndSet(page + ExclusivePage.EMU_LOCAL_LOCK, 0, holder)) {
            return false;
        }
        report(Variable.EMU_LOCAL_LOCK, 0, holder);
        return true;
    }

    /** The lock word: who holds it, 0 for nobody. */
    public int holderFound() {
        return context.load(page + ExclusivePage.EMU_LOCAL_LOCK);
    }

    /** True if sigs_handled is used and set. */
    public boolean flagIsSet() {
        return flagUsed && context.load(page + ExclusivePage.SIGS_HANDLED) != 0;
    }

    /** True if the flag may be left over from the last holder. */
    public boolean nextTakerClears() {
        return flagUsed && release == SignalProtocol.Release.NEXT_TAKER;
    }

    public void setFlag() {
        storeFlag(1);
    }

    public void clearFlag() {
        storeFlag(0);
    }

    private void storeFlag(int value) {
        int before = context.load(page + ExclusivePage.SIGS_HANDLED);
        context.store(page + ExclusivePage.SIGS_HANDLED, value);
        if (before != value) {
            report(Variable.SIGS_HANDLED, before, value);
        }
    }

    private void storeFree() {
        int before = context.load(page + ExclusivePage.EMU_LOCAL_LOCK);
        context.store(page + ExclusivePage.EMU_LOCAL_LOCK, 0);
        report(Variable.EMU_LOCAL_LOCK, before, 0);
    }

    /** Gives the lock back, or clears the flag first; true if nothing is left to do. */
    public boolean release() {
        if (!flagUsed || release == SignalProtocol.Release.NEXT_TAKER) {
            storeFree();
            return true;
        }
        switch (release) {
            case FLAG_THEN_LOCK -> {
                clearFlag();
                return false;
            }
            case LOCK_THEN_FLAG -> {
                storeFree();
                return false;
            }
            case ONE_STORE, NEXT_TAKER -> {
                // Lock and flag are the two halves of one double word
                storeFree();
                clearFlag();
                return true;
            }
        }
        return true;
    }

    /** The second store, where there are two; always true. */
    public boolean releaseSecond() {
        if (release == SignalProtocol.Release.FLAG_THEN_LOCK) {
            storeFree();
        } else {
            clearFlag();
        }
        return true;
    }

    private void report(Variable variable, int before, int after) {
        context.events().variable(context.time(), variable, context.serial(), owner, before, after);
    }
}
