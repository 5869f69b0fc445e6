package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.l4emu.emulib.Entry;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Input;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.Mapping;
import org.l4emu.protocol.schema.Signal;
import org.l4emu.protocol.schema.SyscallExit;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.workbench.trace.Diagram.Shape;

/**
 * Chooses from a run's events what a diagram shows, and tells as one what belongs together: runs of
 * the same step, an abort and its page-fault message, a call and its arguments, a reply and the
 * result, a message and the switch to whom it wakes.
 */
public final class DiagramBuilder {
    private static final int VECTOR_SVC = 0x08;
    private static final int VECTOR_PREFETCH_ABORT = 0x0c;
    private static final int VECTOR_DATA_ABORT = 0x10;
    private static final int FAULT_WRITE = 2;

    private final ThreadDirectory threads;
    private final EventText words;
    private final boolean everyStep;
    private final Lanes lanes = new Lanes();
    private final DiagramLayout layout;
    private final NavigableMap<Long, List<String>> marks = new TreeMap<>();

    /** The row of each thread's last call, for the arguments that the server reports. */
    private final Map<Integer, DiagramDraft> calls = new HashMap<>();

    /** Results that the next reply to the thread carries. */
    private final Map<Integer, String> results = new HashMap<>();

    private int shownPid = -1;
    private int lastPick = -1;

    /** Whom the last row's message wakes: a switch to it needs no row of its own. */
    private int woken = Lanes.NONE;

    private int mappings;
    private String lastMapping = "";

    DiagramBuilder(ThreadDirectory threads, boolean everyStep) {
        this.threads = threads;
        this.words = new EventText(threads, SyscallNames.of(threads));
        this.everyStep = everyStep;
        this.layout = new DiagramLayout(threads);
    }

    /** Shows only what concerns this process. */
    void showOnly(int pid) {
        shownPid = pid;
    }

    /** Says something about the event of this number, or the last row before it. */
    void mark(long sequence, String text) {
        marks.computeIfAbsent(sequence, unused -> new ArrayList<>()).add(text);
    }

    /** Rows so far; from {@link Diagram#ROWS_MAX} + 1 on, nothing more is taken. */
    int rows() {
        return layout.rows();
    }

    /** To be called with an event before the range, to know which thread runs. */
    void skip(TraceEvent traced) {
        Event event = traced.event();
        lanes.laneOf(event);
        layout.runs(lanes.current());
        woken = event.hasIpc() ? event.getIpc().getTo() : Lanes.NONE;
    }

    /** To be called with every event of the range, in order. */
    void accept(TraceEvent traced) {
        if (layout.rows() > Diagram.ROWS_MAX) {
            return;
        }
        Event event = traced.event();
        int before = lanes.current();
        int lane = lanes.laneOf(event);
        layout.at(traced);
        if (event.hasSchedule()) {
            schedule(before, event.getSchedule());
        } else if (isShown(event, lane)) {
            show(traced, event, lane);
        }
    }

    Diagram build() {
        return layout.build(marks);
    }

    private boolean isShown(Event event, int lane) {
        return shownPid < 0 || EventFilter.concernsPid(event, lane, threads, shownPid);
    }

    private boolean isShown(int thread) {
        return shownPid < 0 || threads.pid(thread) == shownPid || threads.pid(thread) < 0;
    }

    private void schedule(int before, int next) {
        layout.runs(next);
        if (before == next || before == Lanes.NONE) {
            return;
        }
        if (woken != next || everyStep) {
            layout.addSwitch(
                    isShown(before) ? before : DiagramLayout.HIDDEN,
                    isShown(next) ? next : DiagramLayout.HIDDEN);
        }
        woken = Lanes.NONE;
    }

    private void show(TraceEvent traced, Event event, int lane) {
        switch (event.getKindCase()) {
            case STEP -> step(traced, lane);
            case IPC -> ipc(event.getIpc());
            case VARIABLE -> variable(event.getVariable());
            case EXCEPTION -> exception(traced, lane);
            case MAPPING -> mapping(traced, event.getMapping(), lane);
            case SYSCALL_ENTER -> enter(traced);
            case SYSCALL_EXIT -> exit(traced);
            case EX_REGS -> exRegs(traced);
            case SIGNAL -> signal(traced, event.getSignal(), lane);
            case THREAD_DELETED -> point(Shape.END, lane, "thread deleted");
            case KDEBUG -> point(Shape.ALARM, lane, words.what(traced));
            case PICK -> pick(traced, event.getPick(), lane);
            case INPUT -> {
                if (everyStep || event.getInput().getKind() == Input.Kind.CONSOLE) {
                    point(Shape.POINT, Lanes.NONE, words.what(traced));
                }
            }
            case HALTED -> point(Shape.POINT, Lanes.NONE, words.what(traced));
            case OUTPUT, PROCESS, KERNEL_LOG, IPC_RESULT ->
                    point(Shape.POINT, lane, words.what(traced));
            case TASK_CREATED, TASK_DELETED, THREAD_CREATED, DIGEST -> {
                if (everyStep) {
                    point(Shape.POINT, lanes.current(), words.what(traced));
                }
            }
            case SCHEDULE, KIND_NOT_SET -> {}
        }
    }

    private DiagramDraft point(Shape shape, int thread, String text) {
        woken = Lanes.NONE;
        return layout.add(shape, thread, thread, "", text);
    }

    private DiagramDraft arrow(Shape shape, int from, int to, String label, String text) {
        boolean onOneLane = layout.laneKey(from) == layout.laneKey(to);
        woken = to;
        return layout.add(onOneLane ? Shape.POINT : shape, from, to, label, text);
    }

    private void step(TraceEvent traced, int thread) {
        String name = traced.name();
        if (!everyStep) {
            int index = name.indexOf('[');
            name = index < 0 ? name : name.substring(0, index);
            DiagramDraft last = layout.last();
            if (last != null && joins(last, thread, name)) {
                return;
            }
        }
        point(Shape.POINT, thread, name).isStep = true;
    }

    /** True if the last row tells the step, too. */
    private static boolean joins(DiagramDraft last, int thread, String name) {
        if (last.isStep && last.from == thread && last.text.equals(name)) {
            last.events++;
            return true;
        }
        return last.shape.isArrow() && last.to == thread && name.endsWith(".receive");
    }

    private void exception(TraceEvent traced, int thread) {
        int vector = traced.event().getException().getVector();
        String text = words.what(traced).substring("exception ".length());
        DiagramDraft row = point(Shape.POINT, thread, text);
        row.isAbort = vector == VECTOR_PREFETCH_ABORT || vector == VECTOR_DATA_ABORT;
        if (vector == VECTOR_SVC) {
            results.remove(thread);
        }
    }

    private void ipc(Ipc ipc) {
        int from = ipc.getFrom();
        int to = ipc.getTo();
        switch (ipc.getKind()) {
            case CALL -> calls.put(from, call(ipc));
            case REPLY -> {
                String result = results.remove(to);
                arrow(Shape.IPC, from, to, "reply", result == null ? "" : result);
            }
            case PAGE_FAULT -> {
                DiagramDraft last = layout.last();
                if (last != null && last.isAbort && last.from == from && !everyStep) {
                    layout.removeLast();
                }
                String access = (ipc.getW0() & FAULT_WRITE) != 0 ? "write" : "read";
                String address = Words.address(ipc.getW0() & ~3);
                String text = access + " of " + address + ", pc " + Words.address(ipc.getW1());
                arrow(Shape.PAGE_FAULT, from, to, "fault", text);
            }
            case PAGE_FAULT_REPLY -> {
                String text = mappings > 1 ? mappings + " mappings" : lastMapping;
                arrow(Shape.PAGE_FAULT, from, to, "map", text);
                forgetMappings();
            }
            case INTERRUPT -> {
                String text = "to " + threads.label(to);
                arrow(Shape.IPC, Lanes.NONE, to, "irq " + ipc.getW0(), text);
            }
            case SEND, UNRECOGNIZED -> send(ipc);
        }
    }

    private void send(Ipc ipc) {
        int to = ipc.getTo();
        DiagramDraft last = layout.last();
        boolean isNotification = threads.role(to).equals("signal");
        if (isNotification && last != null && last.notifies(ipc.getFrom(), to) && !everyStep) {
            last.events++;
            woken = to;
            return;
        }
        Shape shape = isNotification ? Shape.NOTIFICATION : Shape.IPC;
        arrow(shape, ipc.getFrom(), to, "send", Words.hex(ipc.getW0()));
    }

    private DiagramDraft call(Ipc ipc) {
        String label =
                switch (ipc.getW0()) {
                    case Entry.SYSCALL -> "call " + ipc.getW1();
                    case Entry.EXCEPTION -> "exception";
                    case Entry.SIGNAL -> "special call";
                    default -> "call";
                };
        String text =
                switch (ipc.getW0()) {
                    case Entry.SYSCALL, Entry.SIGNAL -> "";
                    default -> Words.hex(ipc.getW1()) + " " + Words.hex(ipc.getW2());
                };
        return arrow(Shape.IPC, ipc.getFrom(), ipc.getTo(), label, text);
    }

    private void enter(TraceEvent traced) {
        int thread = traced.event().getSyscallEnter().getThread();
        String what = words.what(traced).substring("syscall ".length());
        String call = what.substring(0, what.lastIndexOf("  pid "));
        DiagramDraft row = calls.remove(thread);
        results.remove(thread);
        if (row != null && row.text.isEmpty() && !everyStep) {
            row.text = call;
            row.events++;
        } else {
            point(Shape.POINT, lanes.current(), call);
        }
    }

    /** The reply carries the result. */
    private void exit(TraceEvent traced) {
        if (everyStep) {
            point(Shape.POINT, lanes.current(), words.what(traced));
        } else {
            SyscallExit exit = traced.event().getSyscallExit();
            results.put(exit.getThread(), "= " + EventText.result(exit));
        }
    }

    private void mapping(TraceEvent traced, Mapping mapping, int lane) {
        if (everyStep) {
            point(Shape.POINT, lane, words.what(traced));
        }
        if (mapping.getToTask() < 0) {
            return;
        }
        mappings++;
        lastMapping =
                Words.address(mapping.getToPage() << 12)
                        + (mapping.getWritable() ? " writable" : " read-only");
    }

    private void forgetMappings() {
        mappings = 0;
        lastMapping = "";
    }

    private void pick(TraceEvent traced, int pid, int lane) {
        if (pid != lastPick || everyStep) {
            point(Shape.POINT, lane, words.what(traced));
        }
        lastPick = pid;
    }

    private void variable(VariableChange change) {
        String value =
                switch (change.getVariable()) {
                    case EMU_LOCAL_LOCK -> lockWord(change);
                    case UNDER_KERNEL_CONTROL, SIGS_HANDLED, NEED_RESCHED, UNRECOGNIZED ->
                            "= " + Words.number(change.getAfter());
                };
        boolean own = change.getOwner() == change.getWriter() || change.getOwner() < 0;
        String owner = own ? "" : " (" + threads.label(change.getOwner()) + ")";
        String name = Words.variable(change.getVariable()) + " " + value + owner;
        Shape shape =
                change.getVariable() == VariableChange.Variable.SIGS_HANDLED
                        ? change.getAfter() == 0 ? Shape.CLEARED : Shape.SET
                        : Shape.POINT;
        point(shape, change.getWriter(), name);
        layout.change(change);
    }

    private String lockWord(VariableChange change) {
        if (change.getAfter() == 0) {
            return "released";
        }
        int holder = threads.holder(change.getAfter());
        if (change.getBefore() == 0) {
            boolean other = holder != Lanes.NONE && holder != change.getWriter();
            return other ? "taken for " + threads.label(holder) : "taken";
        }
        String passed = "passed on";
        return holder == Lanes.NONE || holder == change.getOwner()
                ? passed
                : passed + " to " + threads.label(holder);
    }

    private void exRegs(TraceEvent traced) {
        int thread = traced.event().getExRegs().getThread();
        int target = traced.event().getExRegs().getTarget();
        String what = words.what(traced);
        String text = what.substring(what.indexOf(": ") + 2);
        layout.add(Shape.EX_REGS, thread, target, "ex_regs", text);
        woken = Lanes.NONE;
    }

    private void signal(TraceEvent traced, Signal signal, int lane) {
        int signalThread = threads.signalThreadOf(signal.getOwner());
        if (signal.getKind() == Signal.Kind.NOTIFIED && signalThread != Lanes.NONE) {
            notified(signal, lane, signalThread);
        } else {
            String what = words.what(traced);
            // The lane tells who acts.
            String who = threads.label(signal.getThread()) + ": ";
            String text = what.startsWith(who) ? what.substring(who.length()) : what;
            point(Shape.POINT, lane, text.replaceFirst("^signal (?=SIG)", ""));
            if (signal.getKind() == Signal.Kind.FORCED) {
                layout.passLock(signal.getOwner(), signal.getThread());
            }
        }
    }

    private void notified(Signal signal, int lane, int signalThread) {
        String name = signal.getSignal() == 0 ? "notify" : SignalNames.of(signal.getSignal());
        String text = SignalText.notification(signal);
        DiagramDraft last = layout.last();
        if (last != null && last.notifies(lane, signalThread) && !everyStep) {
            last.label = name;
            last.text = text;
            last.events++;
            return;
        }
        layout.add(Shape.NOTIFICATION, lane, signalThread, name, text);
    }
}
