package org.l4emu.workbench.trace;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * Counts over a trace. A switch of the address space is a schedule choice that goes to another
 * task; it belongs to the system call whose thread is on either side of it.
 */
final class TraceStats {
    private final ThreadDirectory threads;
    private final SyscallNames names;
    private final JourneyTracker tracker = new JourneyTracker(false, this::finished);
    private final Map<String, Counts> bySyscall = new TreeMap<>();
    private final Map<String, Long> byKind = new TreeMap<>();
    private final Counts outside = new Counts();
    private int before = Lanes.NONE;
    private @Nullable Journey journeyBefore;

    TraceStats(ThreadDirectory threads, SyscallNames names) {
        this.threads = threads;
        this.names = names;
    }

    void add(TraceEvent event, int lane, int current) {
        byKind.merge(EventJson.kind(event.event()), 1L, Long::sum);
        Journey journey = tracker.accept(event, lane, current);
        if (journey == null) {
            outside.add(event.event());
        }
        if (event.event().hasSchedule()) {
            addSwitch(event.event().getSchedule(), journey);
        }
        journeyBefore = journey;
    }

    private void addSwitch(int next, @Nullable Journey journey) {
        boolean otherTask = threads.task(next) != threads.task(before);
        if (before != Lanes.NONE && otherTask) {
            Journey bearer = journey != null ? journey : journeyBefore;
            (bearer == null ? outside : bearer.counts).switches++;
        }
        before = next;
    }

    private void finished(Journey journey) {
        String name =
                journey.number == Journey.NUMBER_UNKNOWN
                        ? "(unanswered)"
                        : names.of(journey.number);
        journey.counts.calls++;
        bySyscall.computeIfAbsent(name, unused -> new Counts()).add(journey.counts);
    }

    void end() {
        tracker.end();
    }

    Map<String, Counts> bySyscall() {
        return bySyscall;
    }

    Map<String, Long> byKind() {
        return byKind;
    }

    /** What happened in user code, at boot, and between processes. */
    Counts outside() {
        return outside;
    }

    Counts total() {
        Counts total = new Counts();
        total.add(outside);
        bySyscall.values().forEach(total::add);
        return total;
    }
}
