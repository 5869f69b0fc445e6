package org.l4emu.protocol.trace;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l4emu.protocol.schema.Event;

/**
 * Walks the records of one block, reading of each only the time and which kind it is; the rest on
 * demand.
 */
final class RecordCursor {
    private static final int DELTA_TAG = Event.DELTA_FIELD_NUMBER << 3;
    private static final int DEFINE_TAG = Event.DEFINE_FIELD_NUMBER << 3 | 2;

    private byte[] bytes = new byte[0];
    private int position;
    private int recordStart;
    private int bodyStart;
    private int recordEnd;
    private int kindTag;
    private int kindPosition;
    private long sequence;
    private long time;
    private long endSequence;
    private final List<String> strings = new ArrayList<>();

    void load(byte[] content, BlockSpan span) {
        bytes = content;
        position = 0;
        recordStart = 0;
        recordEnd = 0;
        sequence = span.firstSequence() - 1;
        endSequence = span.firstSequence() + span.events();
        time = span.baseTime();
        strings.clear();
    }

    /**
     * @return false at the block's end
     */
    boolean next() throws IOException {
        if (sequence + 1 >= endSequence) {
            return false;
        }
        try {
            position = recordEnd;
            recordStart = position;
            int length = (int) varint();
            bodyStart = position;
            recordEnd = position + length;
            if (length < 0 || recordEnd > bytes.length) {
                throw malformed();
            }
            readStart();
        } catch (ArrayIndexOutOfBoundsException e) {
            throw malformed();
        }
        sequence++;
        return true;
    }

    private void readStart() {
        int tag = position < recordEnd ? (int) varint() : 0;
        if (tag == DELTA_TAG) {
            time += varint();
            tag = position < recordEnd ? (int) varint() : 0;
        }
        if (tag == DEFINE_TAG) {
            int length = (int) varint();
            strings.add(new String(bytes, position, length, StandardCharsets.UTF_8));
            position += length;
            tag = position < recordEnd ? (int) varint() : 0;
        }
        kindTag = tag;
        kindPosition = position;
    }

    private TraceUnreadable malformed() {
        return new TraceUnreadable("event " + (sequence + 1) + " is not a record of this format");
    }

    private long varint() {
        byte first = bytes[position++];
        if (first >= 0) {
            return first;
        }
        long value = first & 0x7f;
        for (int shift = 7; shift < Long.SIZE; shift += 7) {
            byte next = bytes[position++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                break;
            }
        }
        return value;
    }

    long sequence() {
        return sequence;
    }

    long time() {
        return time;
    }

    /** Tag of the event's kind: field number and wire type. */
    int kindTag() {
        return kindTag;
    }

    /** Value of a kind that is a plain varint. */
    int scalar() {
        position = kindPosition;
        return (int) varint();
    }

    boolean hasBytes(byte[] other, int offset, int length) {
        return Arrays.equals(bytes, recordStart, recordEnd, other, offset, offset + length);
    }

    boolean hasBytesOf(RecordCursor other) {
        return other.hasBytes(bytes, recordStart, recordEnd - recordStart);
    }

    Event event() throws InvalidProtocolBufferException {
        return Event.parser().parseFrom(bytes, bodyStart, recordEnd - bodyStart);
    }

    TraceEvent traceEvent() throws InvalidProtocolBufferException {
        Event event = event();
        return new TraceEvent(sequence, time, nameOf(event), event);
    }

    /** The string-table entry that the event names, or empty. */
    String nameOf(Event event) {
        if (event.hasStep()) {
            return string(event.getStep().getName());
        }
        if (event.hasThreadCreated()) {
            return string(event.getThreadCreated().getRole());
        }
        return event.hasKdebug() ? string(event.getKdebug().getReason()) : "";
    }

    private String string(int number) {
        return number >= 0 && number < strings.size() ? strings.get(number) : "string " + number;
    }
}
