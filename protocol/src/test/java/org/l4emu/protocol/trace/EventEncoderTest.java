package org.l4emu.protocol.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Input;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.Mapping;
import org.l4emu.protocol.schema.Process;
import org.l4emu.protocol.schema.Signal;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.testkit.SeedExtension;

@SuppressWarnings("EnumOrdinal")
@ExtendWith(SeedExtension.class)
class EventEncoderTest {
    /** Parses each record with the generated classes, keeping string tables by block. */
    private static final class Collector extends EventEncoder {
        private final List<TraceEvent> events = new ArrayList<>();
        private final List<Integer> blockEvents = new ArrayList<>();
        private final List<String> strings = new ArrayList<>();
        private long time;

        Collector(int blockBytes) {
            super(blockBytes, false);
        }

        @Override
        protected void emitted(byte[] buffer, int offset, int length) {
            try {
                CodedInputStream in = CodedInputStream.newInstance(buffer, offset, length);
                assertThat(in.readRawVarint32()).isEqualTo(length - in.getTotalBytesRead());
                Event event = Event.parseFrom(in);
                time += event.getDelta();
                if (!event.getDefine().isEmpty()) {
                    strings.add(event.getDefine());
                }
                events.add(new TraceEvent(sequence() - 1, time, nameOf(event), event));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected byte[] blockEnded(byte[] buffer, int length, BlockSpan span) {
            blockEvents.add(span.events());
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

    /** Without what the encoder adds: the time's form and the string table. */
    static Event bare(Event event) {
        Event.Builder builder = event.toBuilder().clearDelta().clearDefine();
        if (event.hasStep()) {
            builder.getStepBuilder().clearName();
        }
        if (event.hasThreadCreated()) {
            builder.getThreadCreatedBuilder().clearRole();
        }
        if (event.hasKdebug()) {
            builder.getKdebugBuilder().clearReason();
        }
        return builder.build();
    }

    static void agree(List<RandomEvents.Said> said, List<TraceEvent> read) {
        assertThat(read).hasSameSizeAs(said);
        for (int i = 0; i < said.size(); i++) {
            TraceEvent event = read.get(i);
            assertThat(event.sequence()).isEqualTo(i);
            assertThat(event.time()).isEqualTo(said.get(i).time());
            assertThat(event.name()).isEqualTo(said.get(i).name());
            assertThat(bare(event.event())).isEqualTo(said.get(i).event());
        }
    }

    @RepeatedTest(20)
    void everyFieldIsWhatTheSchemaReads(SplittableRandom random) {
        Collector collector = new Collector(EventEncoder.DEFAULT_BLOCK_BYTES);

        RandomEvents events = new RandomEvents(random, collector).emitEachKind().emit(500);

        agree(events.said(), collector.events);
    }

    @RepeatedTest(5)
    void blocksCanBeReadWithoutThoseBefore(SplittableRandom random) {
        Collector collector = new Collector(300);

        RandomEvents events = new RandomEvents(random, collector).emit(500);

        agree(events.said(), collector.events);
        assertThat(collector.blockEvents).hasSizeGreaterThan(50);
    }

    @Test
    void theRandomEventsCoverEveryKindOfTheSchemaAndEveryMethodOfTheSink() {
        Collector collector = new Collector(EventEncoder.DEFAULT_BLOCK_BYTES);

        new RandomEvents(new SplittableRandom(1), collector).emitEachKind();

        Set<Event.KindCase> seen = new HashSet<>();
        collector.events.forEach(event -> seen.add(event.event().getKindCase()));
        assertThat(seen).hasSize(Event.KindCase.values().length - 1);
        assertThat(seen).hasSize(EventSink.class.getDeclaredMethods().length - 1);
    }

    @Test
    void enumsOfTheSchemaCarryTheNumbersOfTheSink() {
        for (IpcKind kind : IpcKind.values()) {
            assertThat(Ipc.Kind.valueOf(kind.name()).getNumber()).isEqualTo(kind.ordinal());
        }
        for (MappingKind kind : MappingKind.values()) {
            assertThat(Mapping.Kind.valueOf(kind.name()).getNumber()).isEqualTo(kind.ordinal());
        }
        for (Variable variable : Variable.values()) {
            assertThat(VariableChange.Variable.valueOf(variable.name()).getNumber())
                    .isEqualTo(variable.ordinal());
        }
        for (InputKind kind : InputKind.values()) {
            assertThat(Input.Kind.valueOf(kind.name()).getNumber()).isEqualTo(kind.ordinal());
        }
        for (SignalStep kind : SignalStep.values()) {
            assertThat(Signal.Kind.valueOf(kind.name()).getNumber()).isEqualTo(kind.ordinal());
        }
        for (ProcessEvent kind : ProcessEvent.values()) {
            assertThat(Process.Kind.valueOf(kind.name()).getNumber()).isEqualTo(kind.ordinal());
        }
    }

    @Test
    void aNameIsWrittenOncePerBlock() {
        Collector collector = new Collector(1000);

        for (int i = 0; i < 10; i++) {
            collector.step(i, 1, "emulib.lock");
        }

        assertThat(collector.events.stream().filter(e -> !e.event().getDefine().isEmpty()))
                .hasSize(1);
    }

    @Test
    void aScheduleChoiceTakesFiveBytes() {
        DigestSink sink = new DigestSink();
        sink.schedule(1, 1);
        int first = sink.openBlockLength();
        sink.schedule(2, 3);

        assertThat(sink.openBlockLength() - first).isEqualTo(5);
    }
}
