package org.l4emu.workbench.trace;

import org.l4emu.workbench.trace.Diagram.Shape;

/** A row under construction: threads instead of lanes. */
final class DiagramDraft {
    final long sequence;
    final long time;
    final Shape shape;
    final int from;
    int to;
    int running;
    String label;
    String text;
    int events = 1;
    boolean isStep;
    boolean isAbort;

    /**
     * @param from serial of the thread; -1 is the kernel
     * @param to of the other thread, or the same
     */
    DiagramDraft(long sequence, long time, Shape shape, int from, int to, String[] labelAndText) {
        this.sequence = sequence;
        this.time = time;
        this.shape = shape;
        this.from = from;
        this.to = to;
        this.label = labelAndText[0];
        this.text = labelAndText[1];
    }

    boolean notifies(int sender, int signalThread) {
        return shape == Shape.NOTIFICATION && from == sender && to == signalThread;
    }
}
