package org.l4emu.server.mm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a script: {@code #!interpreter [argument]}, where everything after the blanks
 * behind the interpreter is one argument.
 */
final class ScriptLine {
    /** As much of a file as is looked at to tell what it is. */
    static final int HEAD_BYTES = 256;

    private final byte[] interpreter;
    private final byte @Nullable [] argument;

    private ScriptLine(byte[] interpreter, byte @Nullable [] argument) {
        this.interpreter = interpreter;
        this.argument = argument;
    }

    byte[] interpreter() {
        return interpreter;
    }

    byte @Nullable [] argument() {
        return argument;
    }

    static boolean isScript(byte[] head, int length) {
        return length >= 2 && head[0] == '#' && head[1] == '!';
    }

    /**
     * Takes the line apart.
     *
     * @param head the first {@link #HEAD_BYTES} bytes, zeros behind the end of the file
     * @return null if it names no interpreter, or one cut off at the end of {@code head}
     */
    static @Nullable ScriptLine parse(byte[] head) {
        int end = 2;
        while (end < HEAD_BYTES && head[end] != '\n') {
            end++;
        }
        boolean cut = end == HEAD_BYTES;
        while (end > 2 && isBlank(head[end - 1])) {
            end--;
        }
        int name = skipBlanks(head, 2, end);
        int nameEnd = wordEnd(head, name, end);
        if (nameEnd == name || cut && nameEnd == HEAD_BYTES) {
            return null;
        }
        int argument = nameEnd < end && head[nameEnd] == 0 ? end : skipBlanks(head, nameEnd, end);
        int argumentEnd = argument;
        while (argumentEnd < end && head[argumentEnd] != 0) {
            argumentEnd++;
        }
        return new ScriptLine(
                Arrays.copyOfRange(head, name, nameEnd),
                argument == argumentEnd ? null : Arrays.copyOfRange(head, argument, argumentEnd));
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static int skipBlanks(byte[] head, int from, int end) {
        int at = from;
        while (at < end && isBlank(head[at])) {
            at++;
        }
        return at;
    }

    private static int wordEnd(byte[] head, int from, int end) {
        int at = from;
        while (at < end && head[at] != 0 && !isBlank(head[at])) {
            at++;
        }
        return at;
    }
}
