package org.l4emu.workbench.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.workbench.JsonLine;

/** An event as one JSON object: the schema's own field names, every field of its kind present. */
final class EventJson {
    private final EventText text;

    EventJson(EventText text) {
        this.text = text;
    }

    JsonLine line(TraceEvent traced, int lane) {
        Event event = traced.event();
        JsonLine line =
                JsonLine.of("l4emu/event/1")
                        .with("sequence", traced.sequence())
                        .with("time", traced.time())
                        .with("lane", text.lane(event, lane))
                        .with("kind", kind(event));
        for (FieldDescriptor field : Event.getDescriptor().getOneofs().get(0).getFields()) {
            if (!event.hasField(field)) {
                continue;
            }
            if (event.getField(field) instanceof Message message) {
                addFields(line, message, traced.name());
            } else {
                line.with(scalarName(field), value(field, event.getField(field)));
            }
        }
        if (event.hasSignal()) {
            line.with("name", SignalNames.of(event.getSignal().getSignal()));
        }
        return line.with("text", text.what(traced));
    }

    /** {@code syscall_enter} and so on: the schema's name. */
    static String kind(Event event) {
        return event.getKindCase().name().toLowerCase(Locale.ROOT);
    }

    private static String scalarName(FieldDescriptor field) {
        return switch (field.getNumber()) {
            case Event.SCHEDULE_FIELD_NUMBER, Event.THREAD_DELETED_FIELD_NUMBER -> "thread";
            case Event.PICK_FIELD_NUMBER -> "pid";
            case Event.HALTED_FIELD_NUMBER -> "status";
            case Event.KERNEL_LOG_FIELD_NUMBER -> "line";
            default -> field.getName();
        };
    }

    private static void addFields(JsonLine line, Message message, String name) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean inStringTable =
                    field.getName().equals("role")
                            || field.getName().equals("reason")
                            || field.getName().equals("name");
            if (inStringTable) {
                line.with(field.getName(), name);
            } else if (field.getName().equals("kind")) {
                line.with("what", value(field, message.getField(field)));
            } else if (field.getName().equals("text")) {
                line.with(textName(message), value(field, message.getField(field)));
            } else {
                line.with(field.getName(), value(field, message.getField(field)));
            }
        }
    }

    private static String textName(Message message) {
        return message instanceof SyscallEnter ? "call" : "detail";
    }

    private static Object value(FieldDescriptor field, Object value) {
        if (value instanceof List<?> list) {
            List<Object> values = new ArrayList<>();
            for (Object element : list) {
                values.add(value(field, element));
            }
            return values;
        }
        return switch (field.getType()) {
            case UINT32 -> Integer.toUnsignedLong((Integer) value);
            case FIXED64, UINT64 -> String.format(Locale.ROOT, "%016x", (Long) value);
            case ENUM -> ((EnumValueDescriptor) value).getName().toLowerCase(Locale.ROOT);
            case BYTES -> ((ByteString) value).toString(StandardCharsets.ISO_8859_1);
            default -> value;
        };
    }
}
