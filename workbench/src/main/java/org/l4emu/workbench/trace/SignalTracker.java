package org.l4emu.workbench.trace;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Entry;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.Process;
import org.l4emu.protocol.schema.Signal;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * Follows each signal from its posting to its end. An event that names no signal belongs to those
 * of its user thread that wait for it.
 */
final class SignalTracker {
    /** Stories held back for the order of posting before finished ones may overtake. */
    private static final int HELD_BACK_MAX = 4096;

    private static final int SIGRETURN = 119;
    private static final int RT_SIGRETURN = 173;

    private final ThreadDirectory threads;
    private final Consumer<SignalStory> finished;

    /** Not ended, by user thread. */
    private final Map<Integer, List<SignalStory>> open = new HashMap<>();

    /** Not handed out, in the order of posting. */
    private final Deque<SignalStory> held = new ArrayDeque<>();

    private long posted;

    /**
     * @param finished told of each story once it and all before it have ended
     */
    SignalTracker(ThreadDirectory threads, Consumer<SignalStory> finished) {
        this.threads = threads;
        this.finished = finished;
    }

    /** To be called with every event, in order. */
    void accept(TraceEvent traced, int lane) {
        Event event = traced.event();
        if (event.hasSignal()) {
            step(traced, lane, event.getSignal());
        } else if (event.hasExRegs()) {
            int target = event.getExRegs().getTarget();
            addWhere(traced, lane, target, SignalTracker::awaitsDelivery);
        } else if (event.hasIpc()) {
            ipc(traced, lane, event.getIpc());
        } else if (event.hasSyscallEnter()) {
            call(traced, lane, event.getSyscallEnter());
        } else if (event.hasVariable()) {
            variable(traced, lane, event.getVariable());
        } else if (event.hasProcess() && event.getProcess().getKind() == Process.Kind.EXIT) {
            endProcess(event.getProcess().getPid());
        }
    }

    /** Ends what is still under way. */
    void end() {
        for (SignalStory story : held) {
            if (story.state != SignalStory.State.ENDED) {
                story.endUnfinished("at the end");
            }
        }
        open.clear();
        handOut();
    }

    private void step(TraceEvent traced, int lane, Signal signal) {
        switch (signal.getKind()) {
            case POSTED -> post(traced, lane, signal);
            case COALESCED -> coalesce(traced, lane, signal);
            case NOTIFIED -> {
                SignalStory story = toNotify(signal);
                if (story != null) {
                    story.notified = true;
                    story.addStep(traced, lane);
                }
            }
            case FORGOTTEN, FORCED -> pass(traced, lane, signal);
            case DELIVERED -> {
                SignalStory story = leavePending(traced, signal);
                story.addStep(traced, lane);
                story.state = SignalStory.State.DELIVERED;
            }
            case DEFAULTED -> {
                SignalStory story = leavePending(traced, signal);
                story.addStep(traced, lane);
                finish(story, "default action: " + SignalText.defaultAction(signal));
            }
            case TAKEN -> {
                SignalStory story = leavePending(traced, signal);
                story.addStep(traced, lane);
                finish(story, "taken by a call that waited for it");
            }
            case FRAME_BUILT, HANDLER_ENTERED -> enter(traced, lane, signal);
            case RETURNED -> back(traced, lane, signal);
            case UNRECOGNIZED -> {}
        }
    }

    private SignalStory begin(TraceEvent traced, Signal signal) {
        SignalStory story =
                new SignalStory(++posted, signal.getSignal(), signal.getOwner(), traced);
        held.addLast(story);
        open.computeIfAbsent(story.owner, unused -> new ArrayList<>()).add(story);
        if (held.size() > HELD_BACK_MAX) {
            overtake();
        }
        return story;
    }

    private void post(TraceEvent traced, int lane, Signal signal) {
        SignalStory story = begin(traced, signal);
        story.code = signal.getArgument();
        story.addStep(traced, lane);
    }

    private void coalesce(TraceEvent traced, int lane, Signal signal) {
        SignalStory before = pending(signal);
        SignalStory story = begin(traced, signal);
        story.code = signal.getArgument();
        story.addStep(traced, lane);
        finish(story, before == null ? "coalesced" : "coalesced with #" + before.number);
    }

    /** The last one posted that the notification can mean. */
    private @Nullable SignalStory toNotify(Signal signal) {
        SignalStory found = null;
        for (SignalStory story : candidates(signal.getOwner())) {
            boolean fits =
                    story.state == SignalStory.State.PENDING
                            && (signal.getSignal() == 0 || story.signal == signal.getSignal());
            found = fits ? story : found;
        }
        if (found != null) {
            assign(found, signal.getOwner());
        }
        return found;
    }

    private void pass(TraceEvent traced, int lane, Signal signal) {
        for (SignalStory story : of(signal.getOwner())) {
            if (awaitsDelivery(story)) {
                story.forced |= signal.getKind() == Signal.Kind.FORCED;
                story.forgotten |= signal.getKind() == Signal.Kind.FORGOTTEN;
                story.addStep(traced, lane);
            }
        }
    }

    private SignalStory leavePending(TraceEvent traced, Signal signal) {
        SignalStory story = pending(signal);
        if (story == null) {
            return begin(traced, signal);
        }
        assign(story, signal.getOwner());
        return story;
    }

    private void enter(TraceEvent traced, int lane, Signal signal) {
        SignalStory found = null;
        for (SignalStory story : of(signal.getOwner())) {
            boolean fits =
                    story.state == SignalStory.State.DELIVERED
                            && (signal.getSignal() == 0 || story.signal == signal.getSignal());
            found = fits ? story : found;
        }
        if (found == null) {
            return;
        }
        found.addStep(traced, lane);
        if (signal.getKind() == Signal.Kind.FRAME_BUILT) {
            found.frame = signal.getArgument();
        } else {
            found.state = SignalStory.State.IN_HANDLER;
        }
    }

    /** Handlers nest: the frame tells which one returns, else it is the innermost. */
    private void back(TraceEvent traced, int lane, Signal signal) {
        SignalStory innermost = null;
        SignalStory ofFrame = null;
        for (SignalStory story : of(signal.getOwner())) {
            if (story.state == SignalStory.State.IN_HANDLER) {
                innermost = story;
                ofFrame = story.frame == signal.getArgument() ? story : ofFrame;
            }
        }
        SignalStory story = ofFrame != null ? ofFrame : innermost;
        if (story != null) {
            story.addStep(traced, lane);
            returned(story, traced);
        }
    }

    private void ipc(TraceEvent traced, int lane, Ipc ipc) {
        switch (ipc.getKind()) {
            case CALL -> {
                if (ipc.getW0() == Entry.SIGNAL) {
                    addWhere(traced, lane, ipc.getFrom(), SignalTracker::awaitsDelivery);
                }
            }
            case REPLY, PAGE_FAULT_REPLY ->
                    addWhere(traced, lane, ipc.getTo(), SignalTracker::isDelivered);
            case PAGE_FAULT -> addWhere(traced, lane, ipc.getFrom(), SignalTracker::isDelivered);
            case SEND, INTERRUPT, UNRECOGNIZED -> {}
        }
    }

    /** Not every server reports the return itself: the call that asks for it is known, too. */
    private void call(TraceEvent traced, int lane, SyscallEnter enter) {
        if (enter.getNumber() == SIGRETURN || enter.getNumber() == RT_SIGRETURN) {
            SignalStory innermost = null;
            for (SignalStory story : of(enter.getThread())) {
                innermost = story.state == SignalStory.State.IN_HANDLER ? story : innermost;
            }
            if (innermost != null) {
                innermost.sigreturn = new SignalStory.Stage(traced, lane, 0);
            }
        }
    }

    private void variable(TraceEvent traced, int lane, VariableChange change) {
        if (change.getVariable() != VariableChange.Variable.NEED_RESCHED) {
            if (change.getAfter() == 0 && isUnderKernelControl(change)) {
                endReturned(change.getOwner(), traced);
            }
            for (SignalStory story : of(change.getOwner())) {
                story.addChange(traced, lane);
            }
        }
    }

    /** The server is done with a sigreturn and has not said so itself. */
    private void endReturned(int owner, TraceEvent traced) {
        for (SignalStory story : List.copyOf(of(owner))) {
            SignalStory.Stage call = story.sigreturn;
            if (call != null) {
                story.addStep(call.event(), call.lane());
                returned(story, traced);
            }
        }
    }

    private static boolean isUnderKernelControl(VariableChange change) {
        return change.getVariable() == VariableChange.Variable.UNDER_KERNEL_CONTROL;
    }

    private void returned(SignalStory story, TraceEvent traced) {
        story.endHandled(traced);
        close(story);
    }

    private void endProcess(int pid) {
        for (SignalStory story : List.copyOf(held)) {
            if (story.state != SignalStory.State.ENDED && threads.pid(story.owner) == pid) {
                story.endUnfinished("when its process ended");
                close(story);
            }
        }
    }

    private static boolean awaitsDelivery(SignalStory story) {
        return story.state == SignalStory.State.PENDING && story.notified;
    }

    private static boolean isDelivered(SignalStory story) {
        return story.state == SignalStory.State.DELIVERED;
    }

    private void addWhere(
            TraceEvent traced, int lane, int owner, Predicate<SignalStory> condition) {
        of(owner).stream().filter(condition).forEach(story -> story.addStep(traced, lane));
    }

    private List<SignalStory> of(int owner) {
        return open.getOrDefault(owner, List.of());
    }

    /**
     * The oldest pending instance: this thread's, else its process's, else one without a thread.
     */
    private @Nullable SignalStory pending(Signal signal) {
        for (SignalStory story : candidates(signal.getOwner())) {
            if (story.state == SignalStory.State.PENDING && story.signal == signal.getSignal()) {
                return story;
            }
        }
        return null;
    }

    private List<SignalStory> candidates(int owner) {
        List<SignalStory> found = new ArrayList<>(of(owner));
        for (SignalStory story : held) {
            boolean other =
                    story.state != SignalStory.State.ENDED
                            && story.owner != owner
                            && story.owner >= 0
                            && sameProcess(story.owner, owner);
            if (other) {
                found.add(story);
            }
        }
        if (owner >= 0) {
            found.addAll(of(Lanes.NONE));
        }
        return found;
    }

    private boolean sameProcess(int one, int other) {
        int pid = threads.pid(one);
        int otherPid = threads.pid(other);
        boolean known = pid >= 0 && otherPid >= 0;
        return known ? pid == otherPid : threads.task(one) == threads.task(other);
    }

    /** A signal to a process is now this thread's. */
    private void assign(SignalStory story, int owner) {
        if (owner >= 0 && story.owner != owner) {
            forget(story);
            story.owner = owner;
            open.computeIfAbsent(owner, unused -> new ArrayList<>()).add(story);
        }
    }

    private void forget(SignalStory story) {
        List<SignalStory> mates = open.get(story.owner);
        if (mates != null) {
            mates.remove(story);
            if (mates.isEmpty()) {
                open.remove(story.owner);
            }
        }
    }

    private void finish(SignalStory story, String how) {
        story.end(how);
        close(story);
    }

    private void close(SignalStory story) {
        forget(story);
        handOut();
    }

    private void handOut() {
        for (SignalStory next = held.peekFirst();
                next != null && next.state == SignalStory.State.ENDED;
                next = held.peekFirst()) {
            held.removeFirst();
            finished.accept(next);
        }
    }

    /** One that waits for ever must not keep all that end from being shown. */
    private void overtake() {
        Iterator<SignalStory> all = held.iterator();
        while (all.hasNext()) {
            SignalStory story = all.next();
            if (story.state == SignalStory.State.ENDED) {
                all.remove();
                finished.accept(story);
                return;
            }
        }
    }
}
