package org.l4emu.protocol.trace;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Strings of one block by the number they were given, in the order of first use. Open addressing on
 * the string's own cached hash: nothing is allocated for a string already known.
 */
final class StringTable {
    private static final int INITIAL_SLOTS = 256;

    private @Nullable String[] slots = new String[INITIAL_SLOTS];
    private int[] numbers = new int[INITIAL_SLOTS];
    private int count;

    void clear() {
        if (count != 0) {
            Arrays.fill(slots, null);
            count = 0;
        }
    }

    int count() {
        return count;
    }

    /**
     * @return the string's number; equal to the count before the call if it is new
     */
    int intern(String text) {
        int slot = find(text);
        if (slots[slot] != null) {
            return numbers[slot];
        }
        slots[slot] = text;
        numbers[slot] = count++;
        if (count * 2 > slots.length) {
            grow();
        }
        return count - 1;
    }

    private int find(String text) {
        int mask = slots.length - 1;
        int slot = spread(text.hashCode()) & mask;
        while (true) {
            String there = slots[slot];
            if (there == null || there.equals(text)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    private void grow() {
        @Nullable String[] oldSlots = slots;
        int[] oldNumbers = numbers;
        slots = new String[oldSlots.length * 2];
        numbers = new int[oldSlots.length * 2];
        for (int i = 0; i < oldSlots.length; i++) {
            String text = oldSlots[i];
            if (text != null) {
                int slot = find(text);
                slots[slot] = text;
                numbers[slot] = oldNumbers[i];
            }
        }
    }
}
