package org.l4emu.server.mm;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The areas of one address space, in order of address, never overlapping. */
final class AreaList {
    private @Nullable Area[] areas = new @Nullable Area[16];
    private int count;
    private int lastFound;

    int size() {
        return count;
    }

    Area at(int index) {
        Area area = areas[index];
        if (area == null) {
            throw new IndexOutOfBoundsException("area " + index + " of " + count);
        }
        return area;
    }

    /** Index of the first area that ends after {@code page}; {@link #size} if there is none. */
    int indexAfter(int page) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).endPage > page) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The area that covers {@code page}; null if none does. */
    @Nullable Area find(int page) {
        if (lastFound < count && at(lastFound).covers(page)) {
            return at(lastFound);
        }
        int index = indexAfter(page);
        if (index < count && at(index).firstPage <= page) {
            lastFound = index;
            return at(index);
        }
        return null;
    }

    /** True if no area has a page in {@code [first, end)}. */
    boolean isFree(int first, int end) {
        int index = indexAfter(first);
        return index == count || at(index).firstPage >= end;
    }

    void add(Area area) {
        int index = indexAfter(area.firstPage);
        if (count == areas.length) {
            areas = Arrays.copyOf(areas, count * 2);
        }
        System.arraycopy(areas, index, areas, index + 1, count - index);
        areas[index] = area;
        count++;
    }

    /** Takes out areas {@code [from, to)} of the order. */
    void remove(int from, int to) {
        System.arraycopy(areas, to, areas, from, count - to);
        Arrays.fill(areas, count - (to - from), count, null);
        count -= to - from;
    }

    /** The areas a child of fork gets, its own. */
    AreaList inherit() {
        AreaList copy = new AreaList();
        copy.areas = new @Nullable Area[areas.length];
        for (int i = 0; i < count; i++) {
            Area area = at(i);
            if (area.inheritance != Area.Inheritance.NOTHING) {
                copy.areas[copy.count++] = area.part(area.firstPage, area.endPage);
            }
        }
        return copy;
    }
}
