package org.l4emu.protocol.trace;

import java.io.IOException;
import java.util.OptionalLong;

/** Looks for the first event in which two traces differ. */
public final class TraceComparison {
    private TraceComparison() {}

    /**
     * Compares from the first event on; where one trace ends, the other's next event differs.
     *
     * @return sequence number of the first event that differs
     */
    public static OptionalLong firstDifference(TraceReader one, TraceReader other)
            throws IOException {
        EventWalk left = one.newWalk();
        EventWalk right = other.newWalk();
        while (true) {
            boolean leftHas = left.advance();
            boolean rightHas = right.advance();
            if (!leftHas && !rightHas) {
                return OptionalLong.empty();
            }
            if (!leftHas) {
                return OptionalLong.of(right.cursor().sequence());
            }
            if (!rightHas || differ(left.cursor(), right.cursor())) {
                return OptionalLong.of(left.cursor().sequence());
            }
        }
    }

    /** Records that lie differently in their blocks may still say the same. */
    private static boolean differ(RecordCursor left, RecordCursor right) throws IOException {
        boolean sameRecord = left.time() == right.time() && left.hasBytesOf(right);
        return !sameRecord && !left.traceEvent().saysTheSameAs(right.traceEvent());
    }
}
