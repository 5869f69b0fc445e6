package org.l4emu.workbench.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * One signal from its posting to the return of its handler, with what happened on its way. Written
 * by {@link SignalTracker} only.
 */
final class SignalStory {
    /**
     * An event of the way.
     *
     * @param omitted how many changes of the protocol's variables before it are left out
     */
    record Stage(TraceEvent event, int lane, int omitted) {}

    /** Where the signal is on its way. */
    enum State {
        PENDING,
        /** In the deliver record; its handler has not begun. */
        DELIVERED,
        IN_HANDLER,
        ENDED
    }

    /** No code: the posting was not seen. */
    static final int CODE_UNKNOWN = Integer.MIN_VALUE;

    /** Changes of variables kept before the next step: the last ones explain it. */
    private static final int CHANGES_MAX = 6;

    /** Events kept of a signal that gets nowhere for a long time. */
    private static final int STAGES_MAX = 200;

    private static final String THROUGH_SPECIAL_CALL = " through the special call";
    private static final String ON_THE_WAY_BACK = " on the way back to user code";

    final long number;
    final int signal;
    final TraceEvent first;
    int owner;
    int code = CODE_UNKNOWN;
    int frame;
    State state = State.PENDING;
    boolean notified;
    boolean forced;
    boolean forgotten;

    /** The sigreturn that its handler has called. */
    @Nullable Stage sigreturn;

    private String ending = "";
    private final List<Stage> stages = new ArrayList<>();
    private final Deque<Stage> changes = new ArrayDeque<>();
    private int omitted;

    /**
     * @param number from 1, in the order of posting
     * @param owner serial of the user thread, −1 if none was chosen
     */
    SignalStory(long number, int signal, int owner, TraceEvent first) {
        this.number = number;
        this.signal = signal;
        this.owner = owner;
        this.first = first;
    }

    void addStep(TraceEvent event, int lane) {
        keepChanges();
        if (stages.size() < STAGES_MAX) {
            stages.add(new Stage(event, lane, omitted));
            omitted = 0;
        } else {
            omitted++;
        }
    }

    /** A variable of the owner changed: only the last changes before a step are kept. */
    void addChange(TraceEvent event, int lane) {
        changes.addLast(new Stage(event, lane, 0));
        if (changes.size() > CHANGES_MAX) {
            changes.removeFirst();
            omitted++;
        }
    }

    private void keepChanges() {
        for (Stage change : changes) {
            if (stages.size() < STAGES_MAX) {
                stages.add(new Stage(change.event(), change.lane(), omitted));
                omitted = 0;
            } else {
                omitted++;
            }
        }
        changes.clear();
    }

    /** The handler came back. */
    void endHandled(TraceEvent last) {
        String way = forced ? THROUGH_SPECIAL_CALL : ON_THE_WAY_BACK;
        end("handled" + way + ", " + (last.time() - first.time()) + " instructions later");
    }

    void end(String how) {
        ending = how;
        state = State.ENDED;
        changes.clear();
    }

    /** Nothing more is known of it. {@code when} completes the sentence: {@code at the end}. */
    void endUnfinished(String when) {
        keepChanges();
        String how =
                switch (state) {
                    case PENDING -> pending() + when;
                    case DELIVERED -> "delivered, its handler not begun " + when;
                    case IN_HANDLER -> "in its handler " + when;
                    case ENDED -> ending;
                };
        end(how);
    }

    private String pending() {
        if (forgotten) {
            return "forgotten by the signal thread, still pending ";
        }
        return notified ? "its signal thread notified, still pending " : "still pending ";
    }

    String ending() {
        return ending;
    }

    List<Stage> stages() {
        return stages;
    }
}
