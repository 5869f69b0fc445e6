package org.l4emu.protocol.trace;

import org.l4emu.protocol.schema.Event;

/**
 * An event read back.
 *
 * @param time absolute virtual time
 * @param name the event's string-table entry (step name, thread role, kdebug reason), or empty
 */
public record TraceEvent(long sequence, long time, String name, Event event) {}
