package org.l4emu.server.check;

import java.util.Arrays;
import org.l4emu.protocol.event.MappingKind;

/** FAULT: a fault that was served again and again although nobody took the page. */
final class FaultRules {
    /** Faults in a row on one page that are still believed. */
    static final int IN_A_ROW_MAX = 8;

    private static final int PAGE_AND_RIGHT = ~0xffd;

    private final Findings findings;

    /** Sequence number of the event that last took rights on a page of the server away. */
    private long[] revokedAt = new long[1024];

    FaultRules(Findings findings) {
        this.findings = findings;
    }

    void faulted(Watch thread, int word, int pc) {
        int fault = word & PAGE_AND_RIGHT;
        boolean again = thread.faultAnswered && fault == thread.faultWord && pc == thread.faultPc;
        int frame = thread.faultFrame;
        boolean taken =
                frame >= 0 && frame < revokedAt.length && revokedAt[frame] > thread.faultAnsweredAt;
        thread.faultsInARow = again && !taken ? thread.faultsInARow + 1 : 1;
        thread.faultWord = fault;
        thread.faultPc = pc;
        thread.faultAnswered = false;
        thread.faultFrame = -1;
        if (thread.faultsInARow > IN_A_ROW_MAX) {
            findings.broken(
                    Invariant.FAULT,
                    thread.serial,
                    "a page fault is served again and again",
                    (fault & 2) == 0
                            ? "reads of page " + Scene.hex(fault & ~0xfff) + times(thread)
                            : "writes to page " + Scene.hex(fault & ~0xfff) + times(thread));
        }
    }

    private static String times(Watch thread) {
        return " at pc "
                + Scene.hex(thread.faultPc)
                + " faulted "
                + thread.faultsInARow
                + " times in a row, expected: at most "
                + IN_A_ROW_MAX;
    }

    void answered(Watch thread) {
        thread.faultAnswered = true;
        thread.faultAnsweredAt = findings.sequence();
    }

    /**
     * An answer brings a frame of the server to the thread that gets it.
     *
     * @param owned the frame its task has at that page; −1 if none
     */
    void mapped(Watch thread, int frame, int page, int owned) {
        if (frame != owned) {
            findings.broken(
                    Invariant.FAULT,
                    thread.serial,
                    "an answer brings a page that its receiver does not have",
                    "frame "
                            + frame
                            + " is mapped at "
                            + Scene.hex(page << 12)
                            + ", the receiver's frame there is "
                            + owned);
        } else if (thread.faultWord >>> 12 == page) {
            thread.faultFrame = frame;
        }
    }

    void revoked(MappingKind kind, int page) {
        if (kind != MappingKind.UNMAP && kind != MappingKind.READ_ONLY) {
            return;
        }
        if (page >= revokedAt.length) {
            revokedAt = Arrays.copyOf(revokedAt, Math.max(page + 1, 2 * revokedAt.length));
        }
        revokedAt[page] = findings.sequence();
    }
}
