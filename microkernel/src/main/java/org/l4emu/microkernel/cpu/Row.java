package org.l4emu.microkernel.cpu;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the decoder table: an encoding, what must hold for its operands and the operation it
 * stands for. A Thumb row usually has the ARM encoding of the same operation as its translation.
 */
public final class Row {
    private final String name;
    private final Architecture architecture;
    private final BitPattern pattern;
    private final List<Constraint> constraints;
    private final int operation;
    private final @Nullable BitPattern armForm;

    /** Shift of the condition field, -1 without one. */
    private final int conditionShift;

    private final int conditions;

    Row(
            String name,
            Architecture architecture,
            BitPattern pattern,
            String constraints,
            int operation,
            @Nullable BitPattern armForm) {
        this.name = name;
        this.architecture = architecture;
        this.pattern = pattern;
        this.constraints = Constraint.parse(constraints, pattern);
        this.operation = operation;
        this.armForm = armForm;
        this.conditionShift = pattern.has('c') ? pattern.shift('c') : -1;
        this.conditions = pattern.width() == 16 ? 14 : 15;
    }

    public String name() {
        return name;
    }

    public Architecture architecture() {
        return architecture;
    }

    public boolean isThumb() {
        return pattern.width() == 16;
    }

    public BitPattern pattern() {
        return pattern;
    }

    public List<Constraint> constraints() {
        return constraints;
    }

    /** Number that the interpreter knows the operation by. */
    public int operation() {
        return operation;
    }

    /** Letter c is always a condition: 15 is another instruction, in Thumb state 14 as well. */
    public boolean matches(int word) {
        if (!pattern.matches(word)) {
            return false;
        }
        if (conditionShift >= 0 && ((word >>> conditionShift) & 0xf) >= conditions) {
            return false;
        }
        for (Constraint constraint : constraints) {
            if (!constraint.holds(word)) {
                return false;
            }
        }
        return true;
    }

    /** The word that the operation works on: the ARM form of a Thumb row, where it has one. */
    int operationWord(int word) {
        return armForm == null ? word : armForm.translate(pattern, word);
    }

    @Override
    public String toString() {
        return name + " " + pattern;
    }
}
