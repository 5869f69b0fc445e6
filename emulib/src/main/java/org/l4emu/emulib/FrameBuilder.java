package org.l4emu.emulib;

import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.SignalStep;

/**
 * Builds a signal frame on the user stack: reads the deliver record, stores the frame part by part
 * (each store may page-fault, with emu_local_lock held), then sets the registers for the handler.
 */
final class FrameBuilder {
    /** Words stored in one step; a part never crosses a page. */
    private static final int PART_WORDS = 32;

    private final ThreadContext context;
    private final int page;
    private int[] words = new int[0];
    private int count;
    private int position;
    private int frame;
    private int signal;

    FrameBuilder(ThreadContext context, int page) {
        this.context = context;
        this.page = page;
    }

    /** Reads the record and the registers. */
    void read() {
        PtRegs view = new PtRegs(context.readable(page));
        if (words.length == 0) {
            words = new int[SignalFrame.WORDS_MAX];
        }
        count = SignalFrame.compose(view, words);
        frame = SignalFrame.record(view, DeliverRecord.FRAME);
        signal = SignalFrame.record(view, DeliverRecord.SIGNAL);
        position = 0;
    }

    /** Stores the next part; true if it was the last one. */
    boolean writePart() {
        int address = frame + 4 * position;
        int inPage = address & Flexpage.PAGE_SIZE - 1;
        int part =
                Math.min(PART_WORDS, Math.min(count - position, (Flexpage.PAGE_SIZE - inPage) / 4));
        PtRegs.putWords(context.writable(address), inPage, words, position, part);
        position += part;
        if (position < count) {
            return false;
        }
        report(SignalStep.FRAME_BUILT, frame);
        return true;
    }

    /** Word of the frame the next part begins with. */
    int position() {
        return position;
    }

    int nextAddress() {
        return frame + 4 * position;
    }

    /** Sets the registers in the exclusive page; true if another signal has to be asked for. */
    boolean enterHandler() {
        PtRegs view = new PtRegs(context.writable(page));
        SignalFrame.enterHandler(view);
        report(SignalStep.HANDLER_ENTERED, view.get(PtRegs.PC));
        return SignalFrame.record(view, DeliverRecord.MORE) != 0;
    }

    private void report(SignalStep kind, int argument) {
        int self = context.serial();
        context.events().signal(context.time(), kind, self, self, signal, argument);
    }

    void digest(StateDigest digest) {
        digest.put((long) position << 32 | count);
        digest.put((long) frame << 32 | signal);
        for (int i = position; i < count; i++) {
            digest.put(words[i]);
        }
    }
}
