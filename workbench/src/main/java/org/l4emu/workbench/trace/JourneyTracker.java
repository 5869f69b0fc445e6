package org.l4emu.workbench.trace;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * Finds, for each event, the system call on whose way it lies: the calling thread's own events, and
 * the server's while it works for that thread.
 */
final class JourneyTracker {
    private static final int VECTOR_SVC = 0x08;

    private final boolean keepEvents;
    private final Consumer<Journey> finished;
    private final Map<Integer, Journey> open = new LinkedHashMap<>();

    private final Map<Integer, Integer> threadByPid = new LinkedHashMap<>();

    /** A call whose thread is gone: what the server still does for it belongs to it. */
    private @Nullable Journey gone;

    /** Whom the server works for, as far as is known. */
    private int client = Lanes.NONE;

    /**
     * @param keepEvents false if only counts are wanted
     * @param finished told of each journey when it ends, or when the trace does
     */
    JourneyTracker(boolean keepEvents, Consumer<Journey> finished) {
        this.keepEvents = keepEvents;
        this.finished = finished;
    }

    /**
     * To be called with every event, in order.
     *
     * @param current the thread that runs
     * @return the journey the event belongs to, or null
     */
    @Nullable Journey accept(TraceEvent traced, int lane, int current) {
        Event event = traced.event();
        if (gone != null && endsTheWorkForOne(event)) {
            finish(gone);
            gone = null;
        }
        if (isSvc(event)) {
            begin(event.getException().getThread());
        }
        Journey journey = find(event, lane, current);
        if (journey != null && journey.state == Journey.State.RELEASED) {
            journey = leave(journey, traced, lane);
            follow(event);
            return journey;
        }
        if (journey != null) {
            journey.add(traced, lane, keepEvents);
            advance(journey, event);
        }
        follow(event);
        return journey;
    }

    /** After the lock's release only the way back to the processor and the last step belong. */
    private @Nullable Journey leave(Journey journey, TraceEvent traced, int lane) {
        boolean resumes = traced.name().endsWith("resume");
        boolean belongs = resumes || traced.event().hasSchedule();
        if (belongs) {
            journey.add(traced, lane, keepEvents);
        }
        if (resumes || !belongs) {
            finish(journey);
        }
        return belongs ? journey : null;
    }

    /** Ends what is still under way. */
    void end() {
        while (!open.isEmpty()) {
            finish(open.values().iterator().next());
        }
    }

    private static boolean endsTheWorkForOne(Event event) {
        return event.hasSchedule() || event.hasIpc() || event.hasPick();
    }

    private static boolean isSvc(Event event) {
        return event.hasException() && event.getException().getVector() == VECTOR_SVC;
    }

    private void begin(int thread) {
        Journey before = open.get(thread);
        if (before != null) {
            finish(before);
        }
        open.put(thread, new Journey(thread));
    }

    private void finish(Journey journey) {
        open.remove(journey.thread);
        finished.accept(journey);
    }

    private @Nullable Journey find(Event event, int lane, int current) {
        Journey own = open.get(lane);
        if (own != null) {
            return own;
        }
        Journey partners = open.get(Lanes.partner(event));
        if (partners != null) {
            return partners;
        }
        if (event.hasIpc() && event.getIpc().getKind() == Ipc.Kind.INTERRUPT) {
            return null;
        }
        Journey served = open.get(client);
        boolean serverRuns = served != null && current == served.server;
        return serverRuns ? served : null;
    }

    private void advance(Journey journey, Event event) {
        if (event.hasIpc()) {
            Ipc ipc = event.getIpc();
            if (ipc.getKind() == Ipc.Kind.CALL && ipc.getFrom() == journey.thread) {
                journey.server = ipc.getTo();
            } else if (ipc.getKind() == Ipc.Kind.REPLY && ipc.getTo() == journey.thread) {
                journey.state = Journey.State.ANSWERED;
            }
        } else if (event.hasSyscallEnter()) {
            journey.number = event.getSyscallEnter().getNumber();
        } else if (event.hasVariable() && journey.state == Journey.State.ANSWERED) {
            VariableChange change = event.getVariable();
            boolean released =
                    change.getVariable() == VariableChange.Variable.EMU_LOCAL_LOCK
                            && change.getAfter() == 0
                            && change.getOwner() == journey.thread;
            journey.state = released ? Journey.State.RELEASED : journey.state;
        } else if (event.hasThreadDeleted() && event.getThreadDeleted() == journey.thread) {
            gone = journey;
        }
    }

    private void follow(Event event) {
        if (event.hasIpc()) {
            Ipc ipc = event.getIpc();
            switch (ipc.getKind()) {
                case CALL, PAGE_FAULT -> client = ipc.getFrom();
                case REPLY, PAGE_FAULT_REPLY -> client = Lanes.NONE;
                case SEND, INTERRUPT, UNRECOGNIZED -> {}
            }
        } else if (event.hasSyscallEnter()) {
            client = event.getSyscallEnter().getThread();
            threadByPid.put(event.getSyscallEnter().getPid(), client);
        } else if (event.hasPick()) {
            client = threadByPid.getOrDefault(event.getPick(), Lanes.NONE);
        } else if (event.hasSyscallExit()) {
            client = event.getSyscallExit().getThread();
        } else if (event.hasVariable()
                && event.getVariable().getVariable()
                        == VariableChange.Variable.UNDER_KERNEL_CONTROL) {
            client = event.getVariable().getOwner();
        }
    }
}
