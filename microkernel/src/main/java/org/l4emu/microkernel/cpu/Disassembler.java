package org.l4emu.microkernel.cpu;

import org.jspecify.annotations.Nullable;

/**
 * Instructions in words, straight from the decoder table: the row's name, the condition, and every
 * operand field with its value. Meant for traces; it is no assembler syntax.
 *
 * <pre>
 *   0x13a00001   mov.imm ne flags=0 rd=r0 rotation=0 imm=1
 * </pre>
 */
public final class Disassembler {
    private static final String[] CONDITIONS = {
        "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "al"
    };

    private static final String REGISTERS = "dnmsa";

    private Disassembler() {}

    public static String arm(int word) {
        return text(DecoderTable.arm(word), word, 8);
    }

    public static String thumb(int half) {
        return text(DecoderTable.thumb(half), half & 0xffff, 4);
    }

    private static String text(@Nullable Row row, int word, int digits) {
        if (row == null) {
            return String.format("undefined 0x%0" + digits + "x", word);
        }
        BitPattern pattern = row.pattern();
        StringBuilder text = new StringBuilder(row.name());
        if (pattern.has('c') && pattern.extract('c', word) != 14) {
            text.append(' ').append(CONDITIONS[pattern.extract('c', word)]);
        }
        for (char letter : pattern.letters().toCharArray()) {
            if (letter != 'c') {
                text.append(' ').append(operand(letter, pattern.extract(letter, word)));
            }
        }
        return text.toString();
    }

    private static String operand(char letter, int value) {
        if (REGISTERS.indexOf(letter) >= 0) {
            return "r" + letter + "=r" + value;
        }
        return switch (letter) {
            case 'i' -> "imm=" + value;
            case 'k' -> "rotation=" + 2 * value;
            case 'h' -> "shift=" + value;
            case 'y' -> "type=" + value;
            case 'l' -> "list=" + Integer.toHexString(value);
            case 'f' -> "flags=" + value;
            default -> letter + "=" + value;
        };
    }
}
