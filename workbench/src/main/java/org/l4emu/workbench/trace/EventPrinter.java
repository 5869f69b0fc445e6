package org.l4emu.workbench.trace;

import java.io.IOException;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;

/** Single events of a trace as the lines that {@code trace print} shows. */
public final class EventPrinter {
    private final EventText text;

    private EventPrinter(EventText text) {
        this.text = text;
    }

    /** Reads the trace for its threads' labels; moves the reader. */
    public static EventPrinter of(TraceReader reader) throws IOException {
        ThreadDirectory threads = ThreadDirectory.scan(reader);
        return new EventPrinter(new EventText(threads, SyscallNames.of(threads)));
    }

    /** An event that names no thread gets no lane. */
    public String line(TraceEvent event) {
        return text.line(event, new Lanes().laneOf(event.event()));
    }
}
