package org.l4emu.workbench.trace;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.trace.BlockSpan;
import org.l4emu.protocol.trace.EventEncoder;
import org.l4emu.protocol.trace.TraceEvent;

/** Keeps a short run's events in memory, as a trace read back would give them. */
public final class EventKeeper extends EventEncoder {
    private final int eventsMax;
    private final List<TraceEvent> events = new ArrayList<>();
    private final List<String> strings = new ArrayList<>();
    private long time;

    /**
     * @param eventsMax later events are counted, not kept
     */
    public EventKeeper(int eventsMax, boolean everyStep) {
        super(DEFAULT_BLOCK_BYTES, everyStep);
        this.eventsMax = eventsMax;
    }

    /** The events so far, in order; a view. */
    public List<TraceEvent> events() {
        return Collections.unmodifiableList(events);
    }

    @Override
    protected void emitted(byte[] buffer, int offset, int length) {
        if (events.size() == eventsMax) {
            return;
        }
        try {
            CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
            in.readRawVarint32();
            Event event = Event.parseFrom(in);
            time += event.getDelta();
            if (!event.getDefine().isEmpty()) {
                strings.add(event.getDefine());
            }
            events.add(new TraceEvent(sequence() - 1, time, nameOf(event), event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    protected byte[] blockEnded(byte[] buffer, int length, BlockSpan span) {
        strings.clear();
        return buffer;
    }

    private String nameOf(Event event) {
        if (event.hasStep()) {
            return strings.get(event.getStep().getName());
        }
        if (event.hasThreadCreated()) {
            return strings.get(event.getThreadCreated().getRole());
        }
        return event.hasKdebug() ? strings.get(event.getKdebug().getReason()) : "";
    }
}
