package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Process;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.SyscallExit;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.workbench.JsonLine;

/**
 * System calls with their results, in the order in which they ended. A call whose thread is gone
 * has no result; an {@code execve} that took the thread away has succeeded.
 */
final class StraceView {
    private static final String EXECVE = "execve";

    /**
     * A call that has ended.
     *
     * @param result null if there is none
     */
    record Call(
            TraceEvent begun,
            String name,
            String text,
            @Nullable Integer result,
            String resultText) {
        private SyscallEnter enter() {
            return begun.event().getSyscallEnter();
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%9d %13d  pid %-5d %s = %s",
                    begun.sequence(),
                    begun.time(),
                    enter().getPid(),
                    text,
                    resultText);
        }

        JsonLine json() {
            return JsonLine.of("l4emu/syscall/1")
                    .with("sequence", begun.sequence())
                    .with("time", begun.time())
                    .with("pid", enter().getPid())
                    .with("thread", enter().getThread())
                    .with("number", enter().getNumber())
                    .with("name", name)
                    .with("call", text)
                    .with("result", result)
                    .with("text", text + " = " + resultText);
        }
    }

    private final SyscallNames names;
    private final Map<Integer, TraceEvent> openByThread = new LinkedHashMap<>();

    /** Calls of execve whose thread is gone; the new program's event tells that they succeeded. */
    private final Map<Integer, TraceEvent> execByPid = new LinkedHashMap<>();

    StraceView(SyscallNames names) {
        this.names = names;
    }

    /** Gives a call when the event ends it. */
    Optional<Call> accept(TraceEvent traced) {
        Event event = traced.event();
        if (event.hasSyscallEnter()) {
            TraceEvent before = openByThread.put(event.getSyscallEnter().getThread(), traced);
            return Optional.ofNullable(before).map(this::withoutResult);
        }
        if (event.hasSyscallExit()) {
            SyscallExit exit = event.getSyscallExit();
            TraceEvent begun = openByThread.remove(exit.getThread());
            return Optional.ofNullable(begun).map(found -> returned(found, exit));
        }
        if (event.hasThreadDeleted()) {
            TraceEvent begun = openByThread.remove(event.getThreadDeleted());
            return Optional.ofNullable(begun).flatMap(this::threadGone);
        }
        if (event.hasProcess() && event.getProcess().getKind() == Process.Kind.EXEC) {
            TraceEvent begun = execByPid.remove(event.getProcess().getPid());
            return Optional.ofNullable(begun)
                    .map(found -> new Call(found, EXECVE, textOf(found), 0, "0"));
        }
        return Optional.empty();
    }

    private Optional<Call> threadGone(TraceEvent begun) {
        SyscallEnter enter = begun.event().getSyscallEnter();
        if (names.of(enter.getNumber()).equals(EXECVE)) {
            execByPid.put(enter.getPid(), begun);
            return Optional.empty();
        }
        return Optional.of(withoutResult(begun));
    }

    /** Calls that did not return, in the order in which they began. */
    List<Call> unfinished() {
        List<Call> calls = new ArrayList<>();
        execByPid.values().forEach(begun -> calls.add(withoutResult(begun)));
        openByThread.values().forEach(begun -> calls.add(withoutResult(begun)));
        return calls;
    }

    private Call withoutResult(TraceEvent begun) {
        return new Call(begun, nameOf(begun), textOf(begun), null, "?");
    }

    private Call returned(TraceEvent begun, SyscallExit exit) {
        String late = EventText.lateCall(exit);
        return new Call(
                begun,
                nameOf(begun),
                late.isEmpty() ? textOf(begun) : late,
                exit.getResult(),
                EventText.result(exit));
    }

    private String nameOf(TraceEvent begun) {
        return names.of(begun.event().getSyscallEnter().getNumber());
    }

    private String textOf(TraceEvent begun) {
        return names.call(begun.event().getSyscallEnter());
    }
}
