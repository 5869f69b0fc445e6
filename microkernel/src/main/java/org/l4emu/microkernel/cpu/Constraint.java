package org.l4emu.microkernel.cpu;

import java.util.ArrayList;
import java.util.List;

/**
 * A condition on the operands of a row, beyond its fixed bits. What the architecture calls
 * unpredictable is outside the constraints and therefore decodes as undefined.
 *
 * <pre>
 *   d!=15    field and number        n!=d    two fields       n!=d+1   field and next register
 *   d%2      field is even           x>=y    order            n!in l   register not in the list
 *   h+i      sum below 32
 *   n in l   register in the list    n first l   register not in the list, or the lowest there
 * </pre>
 */
public final class Constraint {
    private enum Relation {
        NOT_IN("!in "),
        IN(" in "),
        FIRST(" first "),
        DIFFERS("!="),
        AT_LEAST(">="),
        EVEN("%2"),
        FITS("+");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }
    }

    private final String text;
    private final Relation relation;
    private final int leftShift;
    private final int leftMask;
    private final int rightShift;
    private final int rightMask;
    private final int rightAddend;

    private Constraint(String text, Relation relation, BitPattern pattern) {
        String right = text.substring(text.indexOf(relation.sign) + relation.sign.length());
        this.text = text;
        this.relation = relation;
        this.leftShift = pattern.shift(text.charAt(0));
        this.leftMask = (1 << pattern.width(text.charAt(0))) - 1;
        if (right.isEmpty() || Character.isDigit(right.charAt(0))) {
            this.rightShift = 0;
            this.rightMask = 0;
            this.rightAddend = right.isEmpty() ? 0 : Integer.parseInt(right);
        } else {
            this.rightShift = pattern.shift(right.charAt(0));
            this.rightMask = (1 << pattern.width(right.charAt(0))) - 1;
            this.rightAddend = right.endsWith("+1") ? 1 : 0;
        }
    }

    /** Parses constraints separated by commas. */
    static List<Constraint> parse(String texts, BitPattern pattern) {
        List<Constraint> constraints = new ArrayList<>();
        for (String text : texts.split(",", -1)) {
            String bare = text.strip();
            if (!bare.isEmpty()) {
                constraints.add(new Constraint(bare, relationOf(bare), pattern));
            }
        }
        return List.copyOf(constraints);
    }

    private static Relation relationOf(String text) {
        for (Relation relation : Relation.values()) {
            if (text.contains(relation.sign)) {
                return relation;
            }
        }
        throw new IllegalArgumentException("constraint without a relation: " + text);
    }

    public boolean holds(int word) {
        int a = (word >>> leftShift) & leftMask;
        int b = ((word >>> rightShift) & rightMask) + rightAddend;
        return switch (relation) {
            case DIFFERS -> a != b;
            case AT_LEAST -> a >= b;
            case EVEN -> a % 2 == 0;
            case FITS -> a + b < 32;
            case IN -> (b >>> a & 1) != 0;
            case NOT_IN -> (b >>> a & 1) == 0;
            case FIRST -> (b >>> a & 1) == 0 || (b & ((1 << a) - 1)) == 0;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
