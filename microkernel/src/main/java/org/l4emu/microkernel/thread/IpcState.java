package org.l4emu.microkernel.thread;

import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.event.IpcKind;

/**
 * The IPC part of a thread control block: the operation under way and the message registers.
 * Written by the IPC engine; the message registers also by the thread itself.
 */
public final class IpcState {
    // Message registers: to be sent, and after a receive what came
    public int w0;
    public int w1;
    public int w2;

    /** Who sent the message received last. */
    public ThreadId sender = ThreadId.NIL;

    /** Result code of the last operation. */
    public int result;

    /** Kind of the send phase, for the trace. */
    public IpcKind kind = IpcKind.SEND;

    /** Thread a send phase is queued at. */
    public @Nullable L4Thread destination;

    /** Whom the receive phase waits for: nil when there is no receive phase. */
    public ThreadId from = ThreadId.NIL;

    /** V2 timeout word of the operation. */
    public int timeouts;

    /** Who sent a notification that no receive has taken yet; nil if nobody. */
    public ThreadId latched = ThreadId.NIL;

    /** w0 of that notification. */
    public int latchedLabel;

    // Page-fault IPC, sent in the thread's name; its message registers stay untouched
    public boolean faulting;
    public int faultWord;
    public int faultIp;

    /** Low two bits of the fault's address, whose place in the fault word others take. */
    public int faultByte;

    // Map items of the message to be sent
    public int mapItems;
    public final int[] sendFlexpages = new int[L4Thread.MAP_ITEMS_MAX];
    public final int[] hotspots = new int[L4Thread.MAP_ITEMS_MAX];

    /** Flexpage that accepts mappings; 0 accepts none. */
    public int receiveWindow;

    void digest(StateDigest digest) {
        digest.put((long) w0 << 32 | w1 & 0xffffffffL);
        digest.put((long) w2 << 32 | result & 0xffffffffL);
        digest.put(sender.value());
        digest.put(from.value());
        digest.put(latched.value());
        digest.put((long) latchedLabel << 32 | receiveWindow & 0xffffffffL);
        for (int i = 0; i < mapItems; i++) {
            digest.put((long) sendFlexpages[i] << 32 | hotspots[i] & 0xffffffffL);
        }
        digest.put(timeouts);
        digest.put(faulting);
        digest.put((long) faultWord << 32 | faultIp & 0xffffffffL);
        digest.put(faultByte);
    }
}
