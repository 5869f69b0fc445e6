package org.l4emu.server.signal;

import org.l4emu.emulib.Action;
import org.l4emu.emulib.DeliverRecord;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalFrame;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;

/** Fills the deliver record of an exclusive page: the server's part of a signal frame. */
final class DeliverWriter {
    private final UserMemory user;

    DeliverWriter(UserMemory user) {
        this.user = user;
    }

    /** Where the frame would go: on the alternate stack if it is asked for and not in use. */
    static int frameAddress(Task task, SignalAction action) {
        TaskSignals signals = task.signals();
        int stackPointer = task.registers().get(PtRegs.SP);
        boolean other =
                action.has(SignalAction.SA_ONSTACK)
                        && (signals.stackFlags() & TaskSignals.SS_DISABLE) == 0
                        && !signals.isOnStack(stackPointer);
        int end = other ? signals.stackAddress() + signals.stackBytes() : stackPointer;
        return SignalFrame.addressBelow(end, action.flags());
    }

    /** True if the frame can be written; its pages are present then. */
    boolean isWritable(Task task, int frame, SignalAction action) {
        return user.isAccessible(task, frame, SignalFrame.bytes(action.flags()), true);
    }

    /** Writes the record and asks emulib to carry it out. */
    void write(Task task, SignalInfo info, SignalAction action, int frame) {
        PtRegs page = task.registers();
        TaskSignals signals = task.signals();
        put(page, DeliverRecord.SIGNAL, info.signal());
        put(page, DeliverRecord.HANDLER, action.handler());
        put(page, DeliverRecord.FLAGS, action.flags());
        put(page, DeliverRecord.RESTORER, action.restorer());
        long mask = signals.maskForFrame();
        put(page, DeliverRecord.MASK, (int) mask);
        put(page, DeliverRecord.MASK + 1, (int) (mask >>> 32));
        put(page, DeliverRecord.FRAME, frame);
        put(page, DeliverRecord.STACK, signals.stackAddress());
        put(page, DeliverRecord.STACK + 1, signals.stackFlags());
        put(page, DeliverRecord.STACK + 2, signals.stackBytes());
        for (int i = 0; i < TaskSignals.FAULT_WORDS; i++) {
            put(page, DeliverRecord.FAULT + i, signals.lastFault(i));
        }
        put(page, DeliverRecord.MORE, 0);
        putInfo(page, info);
        addAction(page, Action.DELIVER);
    }

    /** Another signal waits behind this one. */
    static void askForMore(Task task) {
        put(task.registers(), DeliverRecord.MORE, 1);
    }

    private static void putInfo(PtRegs page, SignalInfo info) {
        int[] words = new int[SigInfoLayout.WORDS];
        SigInfoLayout.fill(info, words);
        for (int i = 0; i < DeliverRecord.INFO_WORDS; i++) {
            put(page, DeliverRecord.INFO + i, words[i]);
        }
    }

    private static void addAction(PtRegs page, int bit) {
        page.setWord(ExclusivePage.ACTION, page.word(ExclusivePage.ACTION) | bit);
    }

    private static void put(PtRegs page, int word, int value) {
        page.setWord(DeliverRecord.offsetOf(word), value);
    }
}
