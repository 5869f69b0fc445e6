package org.l4emu.tests.cpu;

import java.util.Map;
import java.util.Set;
import org.l4emu.microkernel.cpu.ArmState;

/**
 * What a system call changed in qemu's process, as far as its result and arguments tell: mappings,
 * and memory whose new contents are unknown here.
 */
final class CallEffects {
    private static final int BRK = 45;
    private static final int MUNMAP = 91;
    private static final int PRCTL = 172;
    private static final int PR_GET_NAME = 16;
    private static final int MMAP2 = 192;
    private static final int SET_TLS = 0xf0005;
    private static final int PAGE_BYTES = 4096;

    /** Calls that leave memory alone, or that read it only. */
    private static final Set<Integer> WITHOUT_MEMORY =
            Set.of(
                    4, 5, 6, 13, 20, 33, 57, 60, 63, 64, 65, 125, 146, 199, 200, 201, 202, 221, 224,
                    248, 256, 281, 283, 322, 338, 358, 398);

    /** Which argument points to the memory, and its size; 0: as many bytes as the result says. */
    private record Buffer(int argument, int bytes) {}

    private static final Map<Integer, Buffer> BUFFERS =
            Map.ofEntries(
                    Map.entry(3, new Buffer(1, 0)),
                    Map.entry(54, new Buffer(2, 60)),
                    Map.entry(85, new Buffer(1, 0)),
                    Map.entry(116, new Buffer(0, 64)),
                    Map.entry(122, new Buffer(0, 390)),
                    Map.entry(140, new Buffer(3, 8)),
                    Map.entry(174, new Buffer(2, 20)),
                    Map.entry(175, new Buffer(2, 8)),
                    Map.entry(183, new Buffer(0, 0)),
                    Map.entry(191, new Buffer(1, 8)),
                    Map.entry(384, new Buffer(0, 0)),
                    Map.entry(397, new Buffer(4, 256)),
                    Map.entry(403, new Buffer(1, 16)));

    private final FlatMemory memory;
    private final UnknownBytes unknown;
    private int brk;

    CallEffects(FlatMemory memory, UnknownBytes unknown) {
        this.memory = memory;
        this.unknown = unknown;
    }

    /** Precondition: the state's registers are those of the call, the result is qemu's. */
    void apply(ArmState state, int result) {
        int number = state.r[7];
        boolean succeeded = Integer.compareUnsigned(result, -PAGE_BYTES) < 0;
        if (succeeded) {
            change(number, state, result);
        }
        state.r[0] = result;
    }

    private void change(int number, ArmState state, int result) {
        int[] r = state.r;
        switch (number) {
            case BRK -> {
                if (brk != 0 && Integer.compareUnsigned(result, brk) > 0) {
                    memory.map(brk, result - brk);
                }
                brk = result;
            }
            case MUNMAP -> memory.unmap(r[0], r[1]);
            case MMAP2 -> {
                memory.map(result, r[1]);
                if (r[4] != -1) {
                    unknown.mark(result, r[1]);
                }
            }
            case PRCTL -> {
                if (r[0] == PR_GET_NAME) {
                    unknown.mark(r[1], 16);
                }
            }
            case SET_TLS -> state.setThreadRegister(r[0]);
            default -> written(number, r, result);
        }
    }

    private void written(int number, int[] r, int result) {
        Buffer buffer = BUFFERS.get(number);
        if (buffer == null) {
            if (!WITHOUT_MEMORY.contains(number)) {
                throw new IllegalStateException("unknown effects of system call " + number);
            }
        } else if (r[buffer.argument] != 0) {
            int bytes = buffer.bytes == 0 ? result : buffer.bytes;
            unknown.mark(r[buffer.argument], bytes);
        }
    }
}
