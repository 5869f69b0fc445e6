package org.l4emu.microkernel.cpu;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Memory accesses off the fast path: any alignment, page borders, faults. A failed access leaves
 * {@link #stop} set and returns zero; the operation then has to leave all registers as they were.
 */
final class Bus {
    static final VarHandle WORD =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle HALF =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);

    private final UnalignedAccess unaligned;
    private CpuMemory memory = new NoMemory();

    /** Zero, or {@link Stop#DATA_ABORT} or {@link Stop#ALIGNMENT} since the last begin. */
    int stop;

    int faultAddress;
    boolean faultIsWrite;

    Bus(UnalignedAccess unaligned) {
        this.unaligned = unaligned;
    }

    void use(CpuMemory used) {
        memory = used;
    }

    void begin() {
        stop = 0;
    }

    private void fail(int kind, int address, boolean isWrite) {
        if (stop == 0) {
            stop = kind;
            faultAddress = address;
            faultIsWrite = isWrite;
        }
    }

    /** Checks an access that has to be aligned whatever the setting. */
    boolean isAligned(int address, int size, boolean isWrite) {
        if ((address & (size - 1)) != 0) {
            fail(Stop.ALIGNMENT, address, isWrite);
            return false;
        }
        return true;
    }

    int loadByte(int address) {
        byte[] page = memory.readable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, false);
            return 0;
        }
        return page[address & 0xfff] & 0xff;
    }

    void storeByte(int address, int value) {
        byte[] page = memory.writable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, true);
        } else {
            page[address & 0xfff] = (byte) value;
        }
    }

    int loadHalf(int address) {
        if ((address & 1) != 0) {
            return loadMisalignedHalf(address);
        }
        byte[] page = memory.readable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, false);
            return 0;
        }
        return (short) HALF.get(page, address & 0xfff) & 0xffff;
    }

    private int loadMisalignedHalf(int address) {
        return switch (unaligned) {
            case ROTATE -> loadHalf(address & ~1);
            case FIX_UP -> loadByte(address) | (loadByte(address + 1) << 8);
            case FAULT -> {
                fail(Stop.ALIGNMENT, address, false);
                yield 0;
            }
        };
    }

    int loadWord(int address) {
        if ((address & 3) != 0) {
            return loadMisalignedWord(address);
        }
        byte[] page = memory.readable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, false);
            return 0;
        }
        return (int) WORD.get(page, address & 0xfff);
    }

    private int loadMisalignedWord(int address) {
        return switch (unaligned) {
            case ROTATE -> Integer.rotateRight(loadWord(address & ~3), (address & 3) * 8);
            case FIX_UP ->
                    loadByte(address)
                            | (loadByte(address + 1) << 8)
                            | (loadByte(address + 2) << 16)
                            | (loadByte(address + 3) << 24);
            case FAULT -> {
                fail(Stop.ALIGNMENT, address, false);
                yield 0;
            }
        };
    }

    void storeHalf(int address, int value) {
        if ((address & 1) != 0 && unaligned != UnalignedAccess.ROTATE) {
            storeMisaligned(address, value, 2);
            return;
        }
        byte[] page = memory.writable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, true);
        } else {
            HALF.set(page, address & 0xffe, (short) value);
        }
    }

    void storeWord(int address, int value) {
        if ((address & 3) != 0 && unaligned != UnalignedAccess.ROTATE) {
            storeMisaligned(address, value, 4);
            return;
        }
        byte[] page = memory.writable(address);
        if (page == null) {
            fail(Stop.DATA_ABORT, address, true);
        } else {
            WORD.set(page, address & 0xffc, value);
        }
    }

    private void storeMisaligned(int address, int value, int size) {
        if (unaligned == UnalignedAccess.FAULT) {
            fail(Stop.ALIGNMENT, address, true);
            return;
        }
        for (int i = 0; i < size && stop == 0; i++) {
            storeByte(address + i, value >>> (8 * i));
        }
    }

    /** What there is before the first run. */
    private static final class NoMemory extends CpuMemory {
        @Override
        protected boolean storeSlow(int address) {
            return false;
        }

        @Override
        protected @Nullable CodePage codePage(int address) {
            return null;
        }
    }
}
