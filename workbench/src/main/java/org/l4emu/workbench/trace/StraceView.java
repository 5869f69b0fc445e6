package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.SyscallExit;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.workbench.JsonLine;

/** System calls with their results, in the order in which they ended. */
final class StraceView {
    /** A call whose result is known, or never came. */
    record Call(
            long sequence,
            long time,
            SyscallEnter enter,
            String name,
            String text,
            @Nullable SyscallExit exit) {
        String result() {
            return exit == null ? "?" : EventText.result(exit);
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%9d %13d  pid %-5d %s) = %s",
                    sequence,
                    time,
                    enter.getPid(),
                    text,
                    result());
        }

        JsonLine json() {
            return JsonLine.of("l4emu/syscall/1")
                    .with("sequence", sequence)
                    .with("time", time)
                    .with("pid", enter.getPid())
                    .with("thread", enter.getThread())
                    .with("number", enter.getNumber())
                    .with("name", name)
                    .with("call", text + ")")
                    .with("result", exit == null ? null : exit.getResult())
                    .with("text", text + ") = " + result());
        }
    }

    private final SyscallNames names;
    private final Map<Integer, TraceEvent> open = new LinkedHashMap<>();

    StraceView(SyscallNames names) {
        this.names = names;
    }

    /** Gives a call when the event ends it. */
    Optional<Call> accept(TraceEvent event) {
        if (event.event().hasSyscallEnter()) {
            TraceEvent before = open.put(event.event().getSyscallEnter().getThread(), event);
            return Optional.ofNullable(before).map(enter -> call(enter, null));
        }
        if (!event.event().hasSyscallExit()) {
            return Optional.empty();
        }
        SyscallExit exit = event.event().getSyscallExit();
        TraceEvent enter = open.remove(exit.getThread());
        return Optional.ofNullable(enter).map(began -> call(began, exit));
    }

    /** Calls that did not return, in the order in which they began. */
    List<Call> unfinished() {
        List<Call> calls = new ArrayList<>();
        open.values().forEach(enter -> calls.add(call(enter, null)));
        return calls;
    }

    private Call call(TraceEvent event, @Nullable SyscallExit exit) {
        SyscallEnter enter = event.event().getSyscallEnter();
        String late = exit == null ? "" : EventText.lateCall(exit);
        return new Call(
                event.sequence(),
                event.time(),
                enter,
                names.of(enter.getNumber()),
                late.isEmpty() ? names.call(enter) : late,
                exit);
    }
}
