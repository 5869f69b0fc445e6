package org.l4emu.microkernel.cpu;

/**
 * An encoding written bit by bit, most significant first: {@code 0} and {@code 1} are fixed, a
 * letter names the operand field the bit belongs to, blanks are for the reader. Bits of one letter
 * form one field even where they are apart.
 */
public final class BitPattern {
    private final String bits;
    private final int mask;
    private final int value;

    BitPattern(String text) {
        this.bits = text.replace(" ", "");
        if (bits.length() != 32 && bits.length() != 16) {
            throw new IllegalArgumentException(bits.length() + " bits in pattern " + text);
        }
        int fixed = 0;
        int ones = 0;
        for (int i = 0; i < bits.length(); i++) {
            char bit = bits.charAt(i);
            fixed = (fixed << 1) | (bit == '0' || bit == '1' ? 1 : 0);
            ones = (ones << 1) | (bit == '1' ? 1 : 0);
        }
        this.mask = fixed;
        this.value = ones;
    }

    /** 32 or 16. */
    public int width() {
        return bits.length();
    }

    public int mask() {
        return mask;
    }

    public int value() {
        return value;
    }

    boolean matches(int word) {
        return (word & mask) == value;
    }

    public boolean has(char letter) {
        return bits.indexOf(letter) >= 0;
    }

    /** The letters of all fields, each once, in the order of the encoding. */
    public String letters() {
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < bits.length(); i++) {
            char bit = bits.charAt(i);
            if (bit != '0' && bit != '1' && letters.indexOf(String.valueOf(bit)) < 0) {
                letters.append(bit);
            }
        }
        return letters.toString();
    }

    public int width(char letter) {
        int count = 0;
        for (int i = 0; i < bits.length(); i++) {
            count += bits.charAt(i) == letter ? 1 : 0;
        }
        return count;
    }

    /** Position of the field's lowest bit; the field has to be in one piece. */
    int shift(char letter) {
        int last = bits.lastIndexOf(letter);
        if (last < 0 || last - bits.indexOf(letter) + 1 != width(letter)) {
            throw new IllegalArgumentException("no field " + letter + " in one piece in " + bits);
        }
        return bits.length() - 1 - last;
    }

    /** The field's value in this word; zero if the pattern has no such field. */
    public int extract(char letter, int word) {
        int field = 0;
        int top = bits.length() - 1;
        for (int i = 0; i <= top; i++) {
            if (bits.charAt(i) == letter) {
                field = (field << 1) | ((word >>> (top - i)) & 1);
            }
        }
        return field;
    }

    /** The word with the field set to the low bits of this value. */
    public int insert(char letter, int word, int field) {
        int result = word;
        int left = width(letter);
        int top = bits.length() - 1;
        for (int i = 0; i <= top; i++) {
            if (bits.charAt(i) == letter) {
                left--;
                int bit = 1 << (top - i);
                result = ((field >>> left) & 1) != 0 ? result | bit : result & ~bit;
            }
        }
        return result;
    }

    /**
     * Moves the fields of a word of another pattern into this one. A letter that this pattern has
     * twice as often gets the field twice.
     */
    int translate(BitPattern source, int word) {
        int result = 0;
        int[] taken = new int[128];
        for (int i = 0; i < bits.length(); i++) {
            char bit = bits.charAt(i);
            int set = bit == '1' ? 1 : 0;
            if (bit != '0' && bit != '1') {
                int fieldWidth = source.width(bit);
                int position = fieldWidth - 1 - taken[bit]++ % fieldWidth;
                set = (source.extract(bit, word) >>> position) & 1;
            }
            result = (result << 1) | set;
        }
        return result;
    }

    @Override
    public String toString() {
        return bits;
    }
}
