package org.l4emu.microkernel.cpu;

import java.util.Arrays;

/**
 * The registers of one thread: sixteen visible ones, the banks of the seven modes, flags, the CP15
 * thread registers and the exclusive monitor. The interpreter changes it while it runs; between
 * runs it belongs to the kernel.
 *
 * <pre>
 *   r[0..14]  registers of the current mode
 *   r[15]     address of the next instruction (no pipeline offset)
 * </pre>
 */
public final class ArmState {
    public static final int N = 1 << 31;
    public static final int Z = 1 << 30;
    public static final int C = 1 << 29;
    public static final int V = 1 << 28;
    public static final int Q = 1 << 27;
    public static final int GE_SHIFT = 16;
    public static final int I = 1 << 7;
    public static final int F = 1 << 6;
    public static final int T = 1 << 5;

    /** The visible registers. Public because every instruction goes through it. */
    public final int[] r = new int[16];

    /** The sign of this is N. */
    int nFlag;

    /** Z is set if this is zero. */
    int zFlag = 1;

    /** 0 or 1. */
    int cFlag;

    /** The sign of this is V. */
    int vFlag;

    boolean qFlag;
    int ge;
    boolean thumb;
    private boolean irqMasked;
    private boolean fiqMasked;
    private Mode mode = Mode.USER;

    private final int[] bankedSp = new int[Mode.BANKS];
    private final int[] bankedLr = new int[Mode.BANKS];
    private final int[] spsr = new int[Mode.BANKS];

    /** r8-r12 of the bank that is not visible: FIQ's, or in FIQ mode everybody else's. */
    private final int[] otherHigh = new int[5];

    private int userReadWriteThreadId;
    private int userReadOnlyThreadId;

    private boolean exclusive;
    private int exclusiveAddress;

    public Mode mode() {
        return mode;
    }

    public boolean isThumb() {
        return thumb;
    }

    boolean isPrivileged() {
        return mode != Mode.USER;
    }

    public int pc() {
        return r[15];
    }

    /** Goes on at this address in the state (ARM or Thumb) that its bit 0 names. */
    public void branchExchange(int address) {
        thumb = (address & 1) != 0;
        r[15] = address & (thumb ? ~1 : ~3);
    }

    public int cpsr() {
        return (nFlag & N)
                | (zFlag == 0 ? Z : 0)
                | (cFlag << 29)
                | ((vFlag >>> 31) << 28)
                | (qFlag ? Q : 0)
                | (ge << GE_SHIFT)
                | (irqMasked ? I : 0)
                | (fiqMasked ? F : 0)
                | (thumb ? T : 0)
                | mode.bits();
    }

    /** Sets flags, state and mode; a change of mode changes the bank. */
    public void setCpsr(int value) {
        setFlags(value);
        qFlag = (value & Q) != 0;
        ge = (value >>> GE_SHIFT) & 0xf;
        irqMasked = (value & I) != 0;
        fiqMasked = (value & F) != 0;
        thumb = (value & T) != 0;
        setMode(Mode.of(value));
    }

    void setFlags(int value) {
        nFlag = value;
        zFlag = ~value & Z;
        cFlag = (value >>> 29) & 1;
        vFlag = value << 3;
    }

    /** Takes over what the interpreter kept in locals. */
    void take(int[] registers, int n, int z, int c, int v) {
        System.arraycopy(registers, 0, r, 0, r.length);
        nFlag = n;
        zFlag = z;
        cFlag = c;
        vFlag = v;
    }

    private void setMode(Mode next) {
        if (next.bank() != mode.bank()) {
            bankedSp[mode.bank()] = r[13];
            bankedLr[mode.bank()] = r[14];
            if (mode == Mode.FIQ || next == Mode.FIQ) {
                swapHighRegisters();
            }
            r[13] = bankedSp[next.bank()];
            r[14] = bankedLr[next.bank()];
        }
        mode = next;
    }

    private void swapHighRegisters() {
        for (int i = 0; i < otherHigh.length; i++) {
            int hidden = otherHigh[i];
            otherHigh[i] = r[8 + i];
            r[8 + i] = hidden;
        }
    }

    /** Saved status of the current mode; user and system mode have none and read as zero. */
    public int spsr() {
        return spsr[mode.bank()];
    }

    public void setSpsr(int value) {
        if (mode.hasSpsr()) {
            spsr[mode.bank()] = value;
        }
    }

    /** Register 0 to 14 as user mode sees it, whatever the mode. */
    public int userRegister(int index) {
        if (index == 13 && mode.bank() != 0) {
            return bankedSp[0];
        }
        if (index == 14 && mode.bank() != 0) {
            return bankedLr[0];
        }
        if (index >= 8 && index <= 12 && mode == Mode.FIQ) {
            return otherHigh[index - 8];
        }
        return r[index];
    }

    public void setUserRegister(int index, int value) {
        if (index == 13 && mode.bank() != 0) {
            bankedSp[0] = value;
        } else if (index == 14 && mode.bank() != 0) {
            bankedLr[0] = value;
        } else if (index >= 8 && index <= 12 && mode == Mode.FIQ) {
            otherHigh[index - 8] = value;
        } else {
            r[index] = value;
        }
    }

    /**
     * Enters the vector: banked LR and SPSR, mode, interrupts masked, ARM state, pc.
     *
     * <p>Precondition: r[15] is the address of the instruction concerned (also for SVC); for IRQ
     * and FIQ the next one.
     */
    public void takeException(Vector vector) {
        int status = cpsr();
        int link = r[15] + vector.lrOffset(thumb);
        setMode(vector.mode());
        spsr[mode.bank()] = status;
        r[14] = link;
        thumb = false;
        irqMasked = true;
        if (vector == Vector.FIQ || vector == Vector.RESET) {
            fiqMasked = true;
        }
        exclusive = false;
        r[15] = vector.address();
    }

    /**
     * Address at which the interrupted code goes on by default: behind an SVC or an undefined
     * instruction, at the instruction itself after an abort, BKPT or interrupt.
     *
     * <p>Precondition: pc is at the vector that was taken.
     */
    public int resumeAddress() {
        Vector vector = Vector.at(r[15]);
        return vector.returnsToNext() ? r[14] : r[14] - vector.lrOffset(spsrThumb());
    }

    /** Address of the instruction that took the exception, under the same precondition. */
    public int exceptionAddress() {
        return r[14] - Vector.at(r[15]).lrOffset(spsrThumb());
    }

    private boolean spsrThumb() {
        return (spsr() & T) != 0;
    }

    /** Leaves the vector for {@link #resumeAddress}, status from the SPSR. */
    public void returnFromException() {
        returnFromException(resumeAddress());
    }

    /** Leaves the exception mode for this address, status from the SPSR: {@code movs pc, lr}. */
    public void returnFromException(int address) {
        setCpsr(spsr());
        r[15] = address & (thumb ? ~1 : ~3);
    }

    /** TPIDRURO, which the kuser helper get_tls returns. */
    public int threadRegister() {
        return userReadOnlyThreadId;
    }

    public void setThreadRegister(int value) {
        userReadOnlyThreadId = value;
    }

    /** TPIDRURW, which user code itself may write. */
    public int userThreadRegister() {
        return userReadWriteThreadId;
    }

    public void setUserThreadRegister(int value) {
        userReadWriteThreadId = value;
    }

    void armExclusive(int address) {
        exclusive = true;
        exclusiveAddress = address;
    }

    /** Disarms the monitor and says whether it was armed for this address. */
    boolean takeExclusive(int address) {
        boolean held = exclusive && exclusiveAddress == address;
        exclusive = false;
        return held;
    }

    /** To be called when another thread gets the processor. */
    public void clearExclusive() {
        exclusive = false;
    }

    public void copyFrom(ArmState other) {
        System.arraycopy(other.r, 0, r, 0, r.length);
        nFlag = other.nFlag;
        zFlag = other.zFlag;
        cFlag = other.cFlag;
        vFlag = other.vFlag;
        qFlag = other.qFlag;
        ge = other.ge;
        thumb = other.thumb;
        irqMasked = other.irqMasked;
        fiqMasked = other.fiqMasked;
        mode = other.mode;
        System.arraycopy(other.bankedSp, 0, bankedSp, 0, bankedSp.length);
        System.arraycopy(other.bankedLr, 0, bankedLr, 0, bankedLr.length);
        System.arraycopy(other.spsr, 0, spsr, 0, spsr.length);
        System.arraycopy(other.otherHigh, 0, otherHigh, 0, otherHigh.length);
        userReadWriteThreadId = other.userReadWriteThreadId;
        userReadOnlyThreadId = other.userReadOnlyThreadId;
        exclusive = other.exclusive;
        exclusiveAddress = other.exclusiveAddress;
    }

    /**
     * Writes the whole state, 43 words in a fixed order. Slots that the visible registers shadow
     * are written as zero, so equal states give equal words.
     */
    public void digest(WordSink sink) {
        for (int value : r) {
            sink.word(value);
        }
        sink.word(cpsr());
        for (int bank = 0; bank < Mode.BANKS; bank++) {
            boolean visible = bank == mode.bank();
            sink.word(visible ? 0 : bankedSp[bank]);
            sink.word(visible ? 0 : bankedLr[bank]);
        }
        for (int bank = 1; bank < Mode.BANKS; bank++) {
            sink.word(spsr[bank]);
        }
        for (int value : otherHigh) {
            sink.word(value);
        }
        sink.word(userReadWriteThreadId);
        sink.word(userReadOnlyThreadId);
        sink.word(exclusive ? 1 : 0);
        sink.word(exclusive ? exclusiveAddress : 0);
    }

    @Override
    public String toString() {
        return String.format(
                "pc=%08x cpsr=%08x %s r=%s",
                r[15],
                cpsr(),
                mode,
                Arrays.toString(
                        Arrays.stream(r).mapToObj(v -> String.format("%08x", v)).toArray()));
    }
}
