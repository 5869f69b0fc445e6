package org.l4emu.workbench.trace;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.VariableChange;

/** Small pieces of text that several views share. */
final class Words {
    private Words() {}

    static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    /** Small numbers as people count, others as addresses and flags are written. */
    static String number(int value) {
        return value >= 0 && value < 10_000 ? Integer.toString(value) : hex(value);
    }

    static String address(int value) {
        String digits = Integer.toHexString(value);
        return "0x" + "0".repeat(8 - digits.length()) + digits;
    }

    /** {@code PAGE_FAULT_REPLY} as {@code page-fault-reply}. */
    static String dashed(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of the literature. */
    static String variable(VariableChange.Variable variable) {
        return variable == VariableChange.Variable.UNRECOGNIZED
                ? "a variable"
                : Variable.valueOf(variable.name()).label();
    }

    /** Bytes as a C string, at most {@code max} of them. */
    static String quoted(ByteString bytes, int max) {
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < Math.min(max, text.length()); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '"', '\\' -> out.append('\\').append(c);
                default -> {
                    if (c < 0x20 || c >= 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append(text.length() > max ? "\"..." : "\"").toString();
    }

    /** A result as strace prints it, without the name of the error. */
    static String result(int result) {
        if (result < 0 && result >= -4095) {
            return "-1 (errno " + -result + ")";
        }
        return result < 0 ? hex(result) : Integer.toString(result);
    }
}
