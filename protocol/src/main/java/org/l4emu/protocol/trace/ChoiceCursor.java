package org.l4emu.protocol.trace;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.l4emu.protocol.event.InputKind;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Input;

/**
 * What a replay feeds back: the schedule choices and the inputs of a trace, as two independent
 * streams. Reads past all other events without decoding them.
 */
@SuppressWarnings("EnumOrdinal")
public final class ChoiceCursor {
    /** Time of a choice or an input that does not exist. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int SCHEDULE_TAG = Event.SCHEDULE_FIELD_NUMBER << 3;
    private static final int INPUT_TAG = Event.INPUT_FIELD_NUMBER << 3 | 2;
    private static final InputKind[] INPUT_KINDS = InputKind.values();

    private final EventWalk choices;
    private final EventWalk inputs;
    private boolean choiceAhead;
    private boolean inputAhead;
    private Input input = Input.getDefaultInstance();

    ChoiceCursor(BlockStore store) throws IOException {
        choices = new EventWalk(store);
        inputs = new EventWalk(store);
        findChoice();
        findInput();
    }

    /** Virtual time of the next choice, or {@link #NEVER}. */
    public long nextChoiceTime() {
        return choiceAhead ? choices.cursor().time() : NEVER;
    }

    /** Sequence number of the next choice, or {@link #NEVER}. */
    public long nextChoiceSequence() {
        return choiceAhead ? choices.cursor().sequence() : NEVER;
    }

    /** The thread of the next choice, without taking it; −1 if there is none. */
    public int nextThread() {
        return choiceAhead ? choices.cursor().scalar() : -1;
    }

    /** Goes past the next choice and gives its thread; −1 if there is none. */
    public int takeChoice() {
        int thread = nextThread();
        try {
            findChoice();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return thread;
    }

    /** Virtual time of the next input, or {@link #NEVER}. */
    public long nextInputTime() {
        return inputAhead ? inputs.cursor().time() : NEVER;
    }

    /** Sequence number of the next input, or {@link #NEVER}. */
    public long nextInputSequence() {
        return inputAhead ? inputs.cursor().sequence() : NEVER;
    }

    /** Precondition: there is a next input. */
    public InputKind nextInputKind() {
        return INPUT_KINDS[input.getKindValue()];
    }

    /** Goes past the next input and gives its bytes. Precondition: there is one. */
    public byte[] takeInput() {
        byte[] bytes = input.getData().toByteArray();
        try {
            findInput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    private void findChoice() throws IOException {
        choiceAhead = find(choices, SCHEDULE_TAG);
    }

    private void findInput() throws IOException {
        inputAhead = find(inputs, INPUT_TAG);
        if (inputAhead) {
            input = inputs.cursor().event().getInput();
        }
    }

    private static boolean find(EventWalk walk, int tag) throws IOException {
        while (walk.advance()) {
            if (walk.cursor().kindTag() == tag) {
                return true;
            }
        }
        return false;
    }
}
