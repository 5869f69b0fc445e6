package org.l4emu.server.mm;

import org.l4emu.microkernel.memory.Flexpage;

/**
 * Frames to take back from all tasks, collected so that adjacent ones go in one unmap. Flushed
 * before the server's step ends and before any of the frames is allocated again.
 */
final class Revocation {
    private final MachineMemory machine;
    private final boolean onlyWriteRight;
    private int first;
    private int end;

    Revocation(MachineMemory machine, boolean onlyWriteRight) {
        this.machine = machine;
        this.onlyWriteRight = onlyWriteRight;
    }

    void add(int frame) {
        if (frame == end) {
            end++;
        } else if (frame == first - 1) {
            first--;
        } else {
            flush();
            first = frame;
            end = frame + 1;
        }
    }

    /** Unmaps what was collected, in the largest aligned flexpages. */
    void flush() {
        int frame = first;
        while (frame < end) {
            int log2 =
                    Math.min(
                            Integer.numberOfTrailingZeros(frame),
                            31 - Integer.numberOfLeadingZeros(end - frame));
            int flexpage =
                    Flexpage.of(
                            frame << Flexpage.PAGE_SIZE_LOG2,
                            Flexpage.PAGE_SIZE_LOG2 + log2,
                            false,
                            false);
            machine.context().unmap(flexpage, onlyWriteRight, /* alsoOwn= */ false);
            frame += 1 << log2;
        }
        first = 0;
        end = 0;
    }
}
