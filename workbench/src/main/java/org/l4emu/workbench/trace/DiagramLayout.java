package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.workbench.trace.Diagram.Bar;
import org.l4emu.workbench.trace.Diagram.BarKind;
import org.l4emu.workbench.trace.Diagram.Lane;
import org.l4emu.workbench.trace.Diagram.LaneKind;
import org.l4emu.workbench.trace.Diagram.Row;
import org.l4emu.workbench.trace.Diagram.Shape;

/** Collects rows and variables' changes, and gives them lanes once all are known. */
final class DiagramLayout {
    /** A thread of a process that is not shown. */
    static final int HIDDEN = -2;

    private static final int KERNEL_KEY = -1;

    /**
     * A change of a variable at a row.
     *
     * @param thread who holds it, or wrote it, from then on
     */
    private record Change(int row, int thread, int before, int after) {}

    /** Whose variable. */
    private record Cell(BarKind kind, int owner) {}

    private final ThreadDirectory threads;
    private final List<DiagramDraft> drafts = new ArrayList<>();
    private final Map<Cell, List<Change>> changes = new LinkedHashMap<>();
    private long sequence;
    private long time;
    private int running = Lanes.NONE;

    DiagramLayout(ThreadDirectory threads) {
        this.threads = threads;
    }

    /** The event that the next rows are about. */
    void at(TraceEvent event) {
        sequence = event.sequence();
        time = event.time();
    }

    /** From the next row on this thread has the processor. */
    void runs(int thread) {
        running = thread;
    }

    int rows() {
        return drafts.size();
    }

    @Nullable DiagramDraft last() {
        return drafts.isEmpty() ? null : drafts.get(drafts.size() - 1);
    }

    /** Precondition: no variable changed at the last row. */
    void removeLast() {
        drafts.remove(drafts.size() - 1);
    }

    DiagramDraft add(Shape shape, int from, int to, String label, String text) {
        DiagramDraft draft =
                new DiagramDraft(sequence, time, shape, from, to, new String[] {label, text});
        draft.running = running;
        drafts.add(draft);
        return draft;
    }

    /** Switches that follow each other with nothing in between are one. */
    void addSwitch(int from, int to) {
        DiagramDraft last = last();
        if (last != null && last.shape == Shape.SWITCH) {
            last.to = to;
            last.text = switchText(to);
            last.running = running;
            last.events++;
            if (sameLane(last.from, to)) {
                removeLast();
            }
        } else if (!sameLane(from, to)) {
            add(Shape.SWITCH, from, to, "", switchText(to));
        }
    }

    private String switchText(int to) {
        return "schedule: " + (to == HIDDEN ? "another process" : threads.label(to));
    }

    private boolean sameLane(int one, int other) {
        return one == other || one != HIDDEN && other != HIDDEN && laneKey(one) == laneKey(other);
    }

    /** The last row is this change. */
    void change(VariableChange change) {
        BarKind kind =
                switch (change.getVariable()) {
                    case EMU_LOCAL_LOCK -> BarKind.LOCK;
                    case UNDER_KERNEL_CONTROL -> BarKind.UNDER_KERNEL_CONTROL;
                    case SIGS_HANDLED, NEED_RESCHED, UNRECOGNIZED -> null;
                };
        if (kind != null) {
            int holder = kind == BarKind.LOCK ? threads.holder(change.getAfter()) : Lanes.NONE;
            int thread = holder == Lanes.NONE ? change.getWriter() : holder;
            add(kind, change.getOwner(), thread, change.getBefore(), change.getAfter());
        }
    }

    private void add(BarKind kind, int owner, int thread, int before, int after) {
        changes.computeIfAbsent(new Cell(kind, owner), unused -> new ArrayList<>())
                .add(new Change(drafts.size() - 1, thread, before, after));
    }

    /**
     * At the last row the signal thread lets the owner of the lock go on with it: the lock is the
     * owner's from now on, though its word still names the signal thread.
     */
    void passLock(int owner, int signalThread) {
        List<Change> known = changes.get(new Cell(BarKind.LOCK, owner));
        if (known != null) {
            Change last = known.get(known.size() - 1);
            if (last.after() != 0 && last.thread() == signalThread) {
                add(BarKind.LOCK, owner, owner, last.after(), last.after());
            }
        }
    }

    /** Threads with the same key share a lane: devices' threads are on the kernel's. */
    int laneKey(int thread) {
        return kindOf(thread) == LaneKind.KERNEL ? KERNEL_KEY : thread;
    }

    private LaneKind kindOf(int thread) {
        if (thread < 0) {
            return LaneKind.KERNEL;
        }
        return switch (threads.role(thread)) {
            case "signal" -> LaneKind.SIGNAL;
            case "timer", "sigma0", "idle" -> LaneKind.KERNEL;
            case "user", "" -> LaneKind.USER;
            default -> LaneKind.SERVER;
        };
    }

    Diagram build(NavigableMap<Long, List<String>> marks) {
        Map<Integer, Integer> laneOf = new HashMap<>();
        List<Lane> lanes = lanes(laneOf);
        List<Row> rows = new ArrayList<>();
        Map<Integer, List<String>> marksOf = place(marks);
        for (int i = 0; i < drafts.size(); i++) {
            rows.add(row(drafts.get(i), laneOf, marksOf.getOrDefault(i, List.of())));
        }
        return new Diagram(lanes, rows, bars(laneOf));
    }

    private List<Lane> lanes(Map<Integer, Integer> laneOf) {
        TreeMap<Integer, Boolean> keys = new TreeMap<>();
        for (DiagramDraft draft : drafts) {
            for (int thread : new int[] {draft.from, draft.to}) {
                if (thread != HIDDEN) {
                    keys.put(laneKey(thread), true);
                }
            }
        }
        keys.put(KERNEL_KEY, true);
        List<Integer> order = new ArrayList<>(keys.keySet());
        order.sort(Comparator.comparing(this::kindOf).thenComparing(key -> key));
        List<Lane> lanes = new ArrayList<>();
        for (int key : order) {
            laneOf.put(key, lanes.size());
            lanes.add(new Lane(kindOf(key), key == KERNEL_KEY ? "" : threads.number(key)));
        }
        return lanes;
    }

    private int lane(int thread, Map<Integer, Integer> laneOf) {
        return thread == HIDDEN ? Diagram.NONE : laneOf.getOrDefault(laneKey(thread), Diagram.NONE);
    }

    private Row row(DiagramDraft draft, Map<Integer, Integer> laneOf, List<String> marks) {
        return new Row(
                draft.sequence,
                draft.time,
                draft.events,
                draft.shape,
                lane(draft.from, laneOf),
                lane(draft.to, laneOf),
                draft.running < 0 ? Diagram.NONE : lane(draft.running, laneOf),
                draft.label,
                draft.isStep && draft.events > 1 ? draft.text + " ×" + draft.events : draft.text,
                marks);
    }

    /** A mark goes to the last row that begins at or before its event. */
    private Map<Integer, List<String>> place(NavigableMap<Long, List<String>> marks) {
        Map<Integer, List<String>> placed = new HashMap<>();
        int row = 0;
        for (Map.Entry<Long, List<String>> mark : marks.entrySet()) {
            while (row + 1 < drafts.size() && drafts.get(row + 1).sequence <= mark.getKey()) {
                row++;
            }
            placed.computeIfAbsent(row, unused -> new ArrayList<>()).addAll(mark.getValue());
        }
        return placed;
    }

    private List<Bar> bars(Map<Integer, Integer> laneOf) {
        List<Bar> bars = new ArrayList<>();
        changes.forEach((cell, list) -> addBars(bars, cell, list, laneOf));
        bars.sort(Comparator.comparingInt(Bar::firstRow));
        List<Bar> placed = new ArrayList<>();
        for (Bar bar : bars) {
            placed.add(inFreeSlot(bar, placed));
        }
        return placed;
    }

    private void addBars(
            List<Bar> bars, Cell cell, List<Change> list, Map<Integer, Integer> laneOf) {
        Change first = list.get(0);
        int value = first.before();
        int thread = before(cell, first);
        int begun = 0;
        for (Change change : list) {
            if (value != 0) {
                addBar(bars, cell, begun, change.row(), thread, laneOf);
            }
            value = change.after();
            thread = change.thread();
            begun = change.row();
        }
        if (value != 0) {
            addBar(bars, cell, begun, drafts.size() - 1, thread, laneOf);
        }
    }

    /** Who held it before the first change that is known. */
    private int before(Cell cell, Change first) {
        int named = cell.kind() == BarKind.LOCK ? threads.holder(first.before()) : Lanes.NONE;
        return named == Lanes.NONE ? first.thread() : named;
    }

    private void addBar(
            List<Bar> bars,
            Cell cell,
            int first,
            int last,
            int holder,
            Map<Integer, Integer> laneOf) {
        int lane = lane(holder, laneOf);
        if (lane != Diagram.NONE) {
            bars.add(new Bar(cell.kind(), lane, first, last, threads.label(cell.owner()), 0));
        }
    }

    private static Bar inFreeSlot(Bar bar, List<Bar> placed) {
        int slot = 0;
        boolean taken = true;
        while (taken) {
            int wanted = slot;
            taken =
                    placed.stream()
                            .anyMatch(
                                    other ->
                                            other.kind() == bar.kind()
                                                    && other.lane() == bar.lane()
                                                    && other.slot() == wanted
                                                    && other.lastRow() > bar.firstRow());
            slot += taken ? 1 : 0;
        }
        return new Bar(bar.kind(), bar.lane(), bar.firstRow(), bar.lastRow(), bar.owner(), slot);
    }
}
