package org.l4emu.microkernel.cpu;

/**
 * Runs decoded instructions on one register set and one address space for an exact number of
 * instructions. It keeps nothing between runs but the description of the last stop.
 *
 * <p>An executed and a condition-failed instruction count one each; a call of a kuser helper counts
 * {@link #KUSER_INSTRUCTIONS} and is never split. An instruction that faults does not count, an SVC
 * does.
 */
public final class Interpreter {
    /** What a kuser helper counts, from its entry to its return. */
    public static final int KUSER_INSTRUCTIONS = 1;

    private static final int CHUNK = 1 << 30;

    private final Bus bus;
    private final LoadStore loadStore;
    private final BlockTransfer blockTransfer;
    private final KuserHelpers kuserHelpers;

    private long retired;
    private int faultPc;
    private int instruction;

    public Interpreter() {
        this(UnalignedAccess.FIX_UP);
    }

    public Interpreter(UnalignedAccess unaligned) {
        bus = new Bus(unaligned);
        loadStore = new LoadStore(bus);
        blockTransfer = new BlockTransfer(bus);
        kuserHelpers = new KuserHelpers(bus);
    }

    /** Instructions retired by the last run. */
    public long retired() {
        return retired;
    }

    /** Address of the access or fetch that the last run stopped on with an abort. */
    public int faultAddress() {
        return bus.faultAddress;
    }

    public boolean faultIsWrite() {
        return bus.faultIsWrite;
    }

    /** Address of the instruction that the last run stopped on with an exception. */
    public int faultPc() {
        return faultPc;
    }

    /** The word (half word in Thumb state) at {@link #faultPc}; 0 after a prefetch abort. */
    public int instruction() {
        return instruction;
    }

    /**
     * Executes at most {@code budget} instructions.
     *
     * @return a {@link Stop} code; for all but BUDGET the state has taken the exception
     */
    public int run(ArmState state, CpuMemory memory, long budget) {
        bus.use(memory);
        retired = 0;
        int stop = Stop.BUDGET;
        while (stop == Stop.BUDGET && retired < budget) {
            stop = runChunk(state, memory, (int) Math.min(budget - retired, CHUNK));
        }
        return stop;
    }

    /**
     * The loop. Flags live in locals; r[15] is brought up to date only where control leaves the
     * straight line. {@code index} is the next instruction in the page, {@code limit} the first one
     * that is not to be executed, because of the page's end or the budget's.
     */
    // The labelled block is the one place where a taken branch inside the page goes on.
    @SuppressWarnings("LabelledBreakTarget")
    private int runChunk(ArmState state, CpuMemory memory, int budget) {
        final int[] r = state.r;
        final byte[][][] read = memory.read;
        final byte[][][] write = memory.write;
        int left = budget;
        int n = state.nFlag;
        int z = state.zFlag;
        int c = state.cFlag;
        int v = state.vFlag;
        fetch:
        for (; ; ) {
            if (left == 0) {
                state.nFlag = n;
                state.zFlag = z;
                state.cFlag = c;
                state.vFlag = v;
                retired += budget;
                return Stop.BUDGET;
            }
            final int pc = r[15];
            final boolean thumb = state.thumb;
            final int shift = thumb ? CodePage.THUMB_SHIFT : CodePage.ARM_SHIFT;
            final int base = pc & ~0xfff;
            final CodePage page = memory.executable(pc);
            if (page == null || (base == Vector.BASE && KuserHelpers.isEntry(pc, thumb))) {
                state.nFlag = n;
                state.zFlag = z;
                state.cFlag = c;
                state.vFlag = v;
                int outcome = page == null ? prefetchAbort(pc) : kuserHelpers.call(state, pc);
                if (outcome >= 0) {
                    retired += budget - left;
                    return enter(state, outcome, pc, 0);
                }
                c = state.cFlag;
                left -= KUSER_INSTRUCTIONS;
                continue;
            }
            final long[] code = page.instructions(thumb);
            int index = (pc & 0xfff) >>> shift;
            int start = index;
            int limit = Math.min(code.length, index + left);
            run:
            for (; ; ) {
                int imm;
                taken:
                {
                    if (index >= limit) {
                        left -= index - start;
                        r[15] = base + (index << shift);
                        continue fetch;
                    }
                    long insn = code[index++];
                    if (insn == FastForm.UNDECODED) {
                        insn = page.decode(thumb, index - 1);
                    }
                    final int word = (int) insn;
                    imm = (int) (insn >>> 32);
                    final int rd = (word >>> 16) & 0xf;
                    final int rn = (word >>> 20) & 0xf;
                    final int rm = (word >>> 24) & 0xf;
                    int a;
                    int b;
                    long wide;
                    byte[] p;
                    int op = word & 0xff;
                    dispatch:
                    for (; ; ) {
                        switch (op) {
                            case FastForm.CONDITIONAL -> {
                                if (!passes(word >>> 28, n, z, c, v)) {
                                    continue run;
                                }
                                op = (word >>> 8) & 0xff;
                                continue dispatch;
                            }
                            case FastForm.MOV_I -> r[rd] = imm;
                            case FastForm.MOV_R -> r[rd] = r[rm];
                            case FastForm.MVN_R -> r[rd] = ~r[rm];
                            case FastForm.MOV_LSL -> r[rd] = r[rm] << imm;
                            case FastForm.MOV_LSR -> r[rd] = r[rm] >>> imm;
                            case FastForm.MOV_ASR -> r[rd] = r[rm] >> imm;
                            case FastForm.MOV_ROR -> r[rd] = Integer.rotateRight(r[rm], imm);
                            case FastForm.MOV_LSL_R -> {
                                a = r[rn] & 0xff;
                                r[rd] = a < 32 ? r[rm] << a : 0;
                            }
                            case FastForm.MOV_LSR_R -> {
                                a = r[rn] & 0xff;
                                r[rd] = a < 32 ? r[rm] >>> a : 0;
                            }
                            case FastForm.MOV_ASR_R -> r[rd] = r[rm] >> Math.min(r[rn] & 0xff, 31);
                            case FastForm.ADD_I -> r[rd] = r[rn] + imm;
                            case FastForm.RSB_I -> r[rd] = imm - r[rn];
                            case FastForm.AND_I -> r[rd] = r[rn] & imm;
                            case FastForm.ORR_I -> r[rd] = r[rn] | imm;
                            case FastForm.EOR_I -> r[rd] = r[rn] ^ imm;
                            case FastForm.ADC_I -> r[rd] = r[rn] + imm + c;
                            case FastForm.ADC_R -> r[rd] = r[rn] + r[rm] + c;
                            case FastForm.SBC_R -> r[rd] = r[rn] + ~r[rm] + c;
                            case FastForm.ADD_R -> r[rd] = r[rn] + r[rm];
                            case FastForm.ADD_R + 1 -> r[rd] = r[rn] + (r[rm] << imm);
                            case FastForm.ADD_R + 2 -> r[rd] = r[rn] + (r[rm] >>> imm);
                            case FastForm.ADD_R + 3 -> r[rd] = r[rn] + (r[rm] >> imm);
                            case FastForm.ADD_R + 4 ->
                                    r[rd] = r[rn] + Integer.rotateRight(r[rm], imm);
                            case FastForm.SUB_R -> r[rd] = r[rn] - r[rm];
                            case FastForm.SUB_R + 1 -> r[rd] = r[rn] - (r[rm] << imm);
                            case FastForm.SUB_R + 2 -> r[rd] = r[rn] - (r[rm] >>> imm);
                            case FastForm.SUB_R + 3 -> r[rd] = r[rn] - (r[rm] >> imm);
                            case FastForm.SUB_R + 4 ->
                                    r[rd] = r[rn] - Integer.rotateRight(r[rm], imm);
                            case FastForm.RSB_R -> r[rd] = r[rm] - r[rn];
                            case FastForm.RSB_R + 1 -> r[rd] = (r[rm] << imm) - r[rn];
                            case FastForm.RSB_R + 2 -> r[rd] = (r[rm] >>> imm) - r[rn];
                            case FastForm.RSB_R + 3 -> r[rd] = (r[rm] >> imm) - r[rn];
                            case FastForm.RSB_R + 4 ->
                                    r[rd] = Integer.rotateRight(r[rm], imm) - r[rn];
                            case FastForm.AND_R -> r[rd] = r[rn] & r[rm];
                            case FastForm.AND_R + 1 -> r[rd] = r[rn] & (r[rm] << imm);
                            case FastForm.AND_R + 2 -> r[rd] = r[rn] & (r[rm] >>> imm);
                            case FastForm.AND_R + 3 -> r[rd] = r[rn] & (r[rm] >> imm);
                            case FastForm.AND_R + 4 ->
                                    r[rd] = r[rn] & Integer.rotateRight(r[rm], imm);
                            case FastForm.ORR_R -> r[rd] = r[rn] | r[rm];
                            case FastForm.ORR_R + 1 -> r[rd] = r[rn] | (r[rm] << imm);
                            case FastForm.ORR_R + 2 -> r[rd] = r[rn] | (r[rm] >>> imm);
                            case FastForm.ORR_R + 3 -> r[rd] = r[rn] | (r[rm] >> imm);
                            case FastForm.ORR_R + 4 ->
                                    r[rd] = r[rn] | Integer.rotateRight(r[rm], imm);
                            case FastForm.EOR_R -> r[rd] = r[rn] ^ r[rm];
                            case FastForm.EOR_R + 1 -> r[rd] = r[rn] ^ (r[rm] << imm);
                            case FastForm.EOR_R + 2 -> r[rd] = r[rn] ^ (r[rm] >>> imm);
                            case FastForm.EOR_R + 3 -> r[rd] = r[rn] ^ (r[rm] >> imm);
                            case FastForm.EOR_R + 4 ->
                                    r[rd] = r[rn] ^ Integer.rotateRight(r[rm], imm);
                            case FastForm.BIC_R -> r[rd] = r[rn] & ~r[rm];
                            case FastForm.BIC_R + 1 -> r[rd] = r[rn] & ~(r[rm] << imm);
                            case FastForm.BIC_R + 2 -> r[rd] = r[rn] & ~(r[rm] >>> imm);
                            case FastForm.BIC_R + 3 -> r[rd] = r[rn] & ~(r[rm] >> imm);
                            case FastForm.BIC_R + 4 ->
                                    r[rd] = r[rn] & ~Integer.rotateRight(r[rm], imm);
                            case FastForm.CMP_I -> {
                                a = r[rn];
                                b = imm;
                                n = z = a - b;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.CMP_R -> {
                                a = r[rn];
                                b = r[rm];
                                n = z = a - b;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.CMP_LSL -> {
                                a = r[rn];
                                b = r[rm] << imm;
                                n = z = a - b;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.CMP_LSR -> {
                                a = r[rn];
                                b = r[rm] >>> imm;
                                n = z = a - b;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.CMP_ASR -> {
                                a = r[rn];
                                b = r[rm] >> imm;
                                n = z = a - b;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.CMN_I -> {
                                a = r[rn];
                                n = z = a + imm;
                                c = carry(a, n);
                                v = (a ^ n) & (imm ^ n);
                            }
                            case FastForm.TST_I -> {
                                n = z = r[rn] & imm;
                                c = rd == 0 ? c : imm >>> 31;
                            }
                            case FastForm.TEQ_I -> {
                                n = z = r[rn] ^ imm;
                                c = rd == 0 ? c : imm >>> 31;
                            }
                            case FastForm.TST_R -> n = z = r[rn] & r[rm];
                            case FastForm.TEQ_R -> n = z = r[rn] ^ r[rm];
                            case FastForm.MOVS_R -> {
                                n = z = r[rm];
                                r[rd] = n;
                            }
                            case FastForm.MOVS_LSL -> {
                                a = r[rm];
                                c = (a >>> (32 - imm)) & 1;
                                n = z = a << imm;
                                r[rd] = n;
                            }
                            case FastForm.MOVS_LSR -> {
                                a = r[rm];
                                c = (a >>> (imm - 1)) & 1;
                                n = z = a >>> imm;
                                r[rd] = n;
                            }
                            case FastForm.MOVS_ASR -> {
                                a = r[rm];
                                c = (a >>> (imm - 1)) & 1;
                                n = z = a >> imm;
                                r[rd] = n;
                            }
                            case FastForm.ADDS_I -> {
                                a = r[rn];
                                b = imm;
                                n = z = a + b;
                                r[rd] = n;
                                c = carry(a, n);
                                v = (a ^ n) & (b ^ n);
                            }
                            case FastForm.ADDS_R -> {
                                a = r[rn];
                                b = r[rm];
                                n = z = a + b;
                                r[rd] = n;
                                c = carry(a, n);
                                v = (a ^ n) & (b ^ n);
                            }
                            case FastForm.SUBS_I -> {
                                a = r[rn];
                                b = imm;
                                n = z = a - b;
                                r[rd] = n;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.SUBS_R -> {
                                a = r[rn];
                                b = r[rm];
                                n = z = a - b;
                                r[rd] = n;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.RSBS_I -> {
                                a = imm;
                                b = r[rn];
                                n = z = a - b;
                                r[rd] = n;
                                c = notBorrow(a, b);
                                v = (a ^ b) & (a ^ n);
                            }
                            case FastForm.ANDS_I -> {
                                n = z = r[rn] & imm;
                                r[rd] = n;
                            }
                            case FastForm.ANDS_R -> {
                                n = z = r[rn] & r[rm];
                                r[rd] = n;
                            }
                            case FastForm.ORRS_R -> {
                                n = z = r[rn] | r[rm];
                                r[rd] = n;
                            }
                            case FastForm.EORS_R -> {
                                n = z = r[rn] ^ r[rm];
                                r[rd] = n;
                            }
                            case FastForm.ADCS_R -> {
                                wide = (r[rn] & 0xffffffffL) + (r[rm] & 0xffffffffL) + c;
                                n = z = (int) wide;
                                c = (int) (wide >>> 32);
                                v = (r[rn] ^ n) & (r[rm] ^ n);
                                r[rd] = n;
                            }
                            case FastForm.SBCS_R -> {
                                wide = (r[rn] & 0xffffffffL) + (~r[rm] & 0xffffffffL) + c;
                                n = z = (int) wide;
                                c = (int) (wide >>> 32);
                                v = (r[rn] ^ n) & (~r[rm] ^ n);
                                r[rd] = n;
                            }
                            case FastForm.MUL -> r[rd] = r[rm] * r[imm & 0xf];
                            case FastForm.MLA -> r[rd] = r[rm] * r[imm & 0xf] + r[rn];
                            case FastForm.UMULL -> {
                                wide = (r[rm] & 0xffffffffL) * (r[imm & 0xf] & 0xffffffffL);
                                r[rn] = (int) wide;
                                r[rd] = (int) (wide >>> 32);
                            }
                            case FastForm.SMULL -> {
                                wide = (long) r[rm] * r[imm & 0xf];
                                r[rn] = (int) wide;
                                r[rd] = (int) (wide >>> 32);
                            }
                            case FastForm.UMLAL -> {
                                wide =
                                        (r[rm] & 0xffffffffL) * (r[imm & 0xf] & 0xffffffffL)
                                                + (((long) r[rd] << 32) | (r[rn] & 0xffffffffL));
                                r[rn] = (int) wide;
                                r[rd] = (int) (wide >>> 32);
                            }
                            case FastForm.LDR -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                            }
                            case FastForm.LDR_PRE -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                r[rn] = a;
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                            }
                            case FastForm.LDR_POST -> {
                                a = r[rn];
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                r[rn] = a + imm;
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                            }
                            case FastForm.LDR_R -> {
                                a = r[rn] + (r[rm] << imm);
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                            }
                            case FastForm.LDR_LITERAL -> {
                                a = base + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                            }
                            case FastForm.LDRB -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                r[rd] = p[a & 0xfff] & 0xff;
                            }
                            case FastForm.LDRB_PRE -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                r[rn] = a;
                                r[rd] = p[a & 0xfff] & 0xff;
                            }
                            case FastForm.LDRB_POST -> {
                                a = r[rn];
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                r[rn] = a + imm;
                                r[rd] = p[a & 0xfff] & 0xff;
                            }
                            case FastForm.LDRB_R -> {
                                a = r[rn] + (r[rm] << imm);
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                r[rd] = p[a & 0xfff] & 0xff;
                            }
                            case FastForm.LDRH -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (short) Bus.HALF.get(p, a & 0xfff) & 0xffff;
                            }
                            case FastForm.LDRH_R -> {
                                a = r[rn] + r[rm];
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (short) Bus.HALF.get(p, a & 0xfff) & 0xffff;
                            }
                            case FastForm.LDRH_POST -> {
                                a = r[rn];
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                r[rn] = a + imm;
                                r[rd] = (short) Bus.HALF.get(p, a & 0xfff) & 0xffff;
                            }
                            case FastForm.LDRSB -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                r[rd] = p[a & 0xfff];
                            }
                            case FastForm.LDRSH -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (short) Bus.HALF.get(p, a & 0xfff);
                            }
                            case FastForm.LDRD -> {
                                a = r[rn] + imm;
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 7) != 0) {
                                    break dispatch;
                                }
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                                r[rd + 1] = (int) Bus.WORD.get(p, (a & 0xfff) + 4);
                            }
                            case FastForm.STR -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                Bus.WORD.set(p, a & 0xfff, r[rd]);
                            }
                            case FastForm.STR_PRE -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                Bus.WORD.set(p, a & 0xfff, r[rd]);
                                r[rn] = a;
                            }
                            case FastForm.STR_POST -> {
                                a = r[rn];
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                Bus.WORD.set(p, a & 0xfff, r[rd]);
                                r[rn] = a + imm;
                            }
                            case FastForm.STR_R -> {
                                a = r[rn] + (r[rm] << imm);
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    break dispatch;
                                }
                                Bus.WORD.set(p, a & 0xfff, r[rd]);
                            }
                            case FastForm.STRB -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                p[a & 0xfff] = (byte) r[rd];
                            }
                            case FastForm.STRB_PRE -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                p[a & 0xfff] = (byte) r[rd];
                                r[rn] = a;
                            }
                            case FastForm.STRB_POST -> {
                                a = r[rn];
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                p[a & 0xfff] = (byte) r[rd];
                                r[rn] = a + imm;
                            }
                            case FastForm.STRB_R -> {
                                a = r[rn] + (r[rm] << imm);
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null) {
                                    break dispatch;
                                }
                                p[a & 0xfff] = (byte) r[rd];
                            }
                            case FastForm.STRH -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                Bus.HALF.set(p, a & 0xfff, (short) r[rd]);
                            }
                            case FastForm.STRH_R -> {
                                a = r[rn] + r[rm];
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                Bus.HALF.set(p, a & 0xfff, (short) r[rd]);
                            }
                            case FastForm.STRH_POST -> {
                                a = r[rn];
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 1) != 0) {
                                    break dispatch;
                                }
                                Bus.HALF.set(p, a & 0xfff, (short) r[rd]);
                                r[rn] = a + imm;
                            }
                            case FastForm.STRD -> {
                                a = r[rn] + imm;
                                p = write[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 7) != 0) {
                                    break dispatch;
                                }
                                Bus.WORD.set(p, a & 0xfff, r[rd]);
                                Bus.WORD.set(p, (a & 0xfff) + 4, r[rd + 1]);
                            }
                            case FastForm.LDM -> {
                                if (loadBlock(r, read, rn, imm)) {
                                    continue run;
                                }
                                break dispatch;
                            }
                            case FastForm.LDM_PC -> {
                                if (loadBlock(r, read, rn, imm)) {
                                    state.branchExchange(r[15]);
                                    left -= index - start;
                                    continue fetch;
                                }
                                break dispatch;
                            }
                            case FastForm.STM -> {
                                if (storeBlock(r, write, rn, imm)) {
                                    continue run;
                                }
                                break dispatch;
                            }
                            case FastForm.B_LOCAL -> {
                                if (z == 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 1 -> {
                                if (z != 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 2 -> {
                                if (c != 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 3 -> {
                                if (c == 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 4 -> {
                                if (n < 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 5 -> {
                                if (n >= 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 6 -> {
                                if (v < 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 7 -> {
                                if (v >= 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 8 -> {
                                if (c != 0 && z != 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 9 -> {
                                if (c == 0 || z == 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 10 -> {
                                if ((n ^ v) >= 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 11 -> {
                                if ((n ^ v) < 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 12 -> {
                                if (z != 0 && (n ^ v) >= 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 13 -> {
                                if (z == 0 || (n ^ v) < 0) {
                                    break taken;
                                }
                            }
                            case FastForm.B_LOCAL + 14 -> {
                                break taken;
                            }
                            case FastForm.BL_LOCAL -> {
                                r[14] = base + (index << 2);
                                break taken;
                            }
                            case FastForm.BL_FAR -> {
                                r[14] = base + (index << 2);
                                r[15] = base + imm;
                                left -= index - start;
                                continue fetch;
                            }
                            case FastForm.B_FAR -> {
                                r[15] = base + imm;
                                left -= index - start;
                                continue fetch;
                            }
                            case FastForm.MOV_PC -> {
                                r[15] = r[rm] & (thumb ? ~1 : ~3);
                                left -= index - start;
                                continue fetch;
                            }
                            case FastForm.BX -> {
                                state.branchExchange(r[rm]);
                                left -= index - start;
                                continue fetch;
                            }
                            case FastForm.BLX -> {
                                a = r[rm];
                                r[14] = (base + (index << shift)) | (thumb ? 1 : 0);
                                state.branchExchange(a);
                                left -= index - start;
                                continue fetch;
                            }
                            default -> {
                                break dispatch;
                            }
                        }
                        continue run;
                    }
                    state.nFlag = n;
                    state.zFlag = z;
                    state.cFlag = c;
                    state.vFlag = v;
                    r[15] = base + (index << shift) + (thumb ? 2 : 4);
                    int outcome = operate(state, page, thumb, index - 1, insn, op);
                    n = state.nFlag;
                    z = state.zFlag;
                    c = state.cFlag;
                    v = state.vFlag;
                    if (outcome == Outcome.NEXT) {
                        if (page.isValid()) {
                            continue run;
                        }
                        r[15] = base + (index << shift);
                        left -= index - start;
                        continue fetch;
                    }
                    if (outcome == Outcome.BRANCH) {
                        left -= index - start;
                        continue fetch;
                    }
                    left -= index - start;
                    retired += budget - left - (outcome == Stop.SVC ? 0 : 1);
                    return enter(
                            state,
                            outcome,
                            base + ((index - 1) << shift),
                            page.word(thumb, index - 1));
                }
                left -= index - start;
                index = imm;
                start = imm;
                limit = Math.min(code.length, imm + left);
            }
        }
    }

    /** Carries out an instruction by its operation; r[15] is what it reads as pc. */
    private int operate(
            ArmState state, CodePage page, boolean thumb, int index, long decoded, int op) {
        long plain =
                op >= Operation.FIRST
                        ? (decoded & ~0xffL) | op
                        : FastForm.operation(page, thumb, index);
        int operation = (int) plain & 0xff;
        int word = (int) (plain >>> 32);
        if (operation < Operation.FIRST_MULTIPLY) {
            return DataProcessing.execute(state, operation, word);
        }
        if (operation < Operation.FIRST_MEDIA) {
            return Multiplies.execute(state, operation, word);
        }
        if (operation < Operation.FIRST_MEMORY) {
            return Media.execute(state, operation, word);
        }
        if (operation >= Operation.FIRST_SYSTEM) {
            return SystemOperations.execute(state, operation, word);
        }
        return operation >= Operation.LDM && operation <= Operation.LDM_RETURN
                ? blockTransfer.execute(state, operation, word)
                : loadStore.execute(state, operation, word);
    }

    private int prefetchAbort(int pc) {
        bus.faultAddress = pc;
        bus.faultIsWrite = false;
        return Stop.PREFETCH_ABORT;
    }

    /** Takes the exception that belongs to the stop and notes where it came from. */
    private int enter(ArmState state, int stop, int pc, int word) {
        faultPc = pc;
        instruction = word;
        state.r[15] = pc;
        state.takeException(
                switch (stop) {
                    case Stop.SVC -> Vector.SVC;
                    case Stop.UNDEFINED -> Vector.UNDEFINED;
                    case Stop.DATA_ABORT, Stop.ALIGNMENT -> Vector.DATA_ABORT;
                    default -> Vector.PREFETCH_ABORT;
                });
        return stop;
    }

    private static int notBorrow(int a, int b) {
        return Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
    }

    private static int carry(int a, int sum) {
        return Integer.compareUnsigned(sum, a) < 0 ? 1 : 0;
    }

    private static boolean passes(int condition, int n, int z, int c, int v) {
        boolean holds =
                switch (condition >>> 1) {
                    case 0 -> z == 0;
                    case 1 -> c != 0;
                    case 2 -> n < 0;
                    case 3 -> v < 0;
                    case 4 -> c != 0 && z != 0;
                    case 5 -> (n ^ v) >= 0;
                    case 6 -> z != 0 && (n ^ v) >= 0;
                    default -> true;
                };
        return holds != ((condition & 1) != 0);
    }

    /** Loads a register list that lies aligned in one readable page; false if it does not. */
    private static boolean loadBlock(int[] r, byte[][][] read, int rn, int block) {
        int address = r[rn] + (block << 8 >> 24);
        byte[] page = read[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        int list = block & 0xffff;
        if (page == null || (at & 3) != 0 || at + 4 * Integer.bitCount(list) > 0x1000) {
            return false;
        }
        r[rn] += block >> 24;
        while (list != 0) {
            r[Integer.numberOfTrailingZeros(list)] = (int) Bus.WORD.get(page, at);
            list &= list - 1;
            at += 4;
        }
        return true;
    }

    private static boolean storeBlock(int[] r, byte[][][] write, int rn, int block) {
        int address = r[rn] + (block << 8 >> 24);
        byte[] page = write[address >>> 22][(address >>> 12) & 0x3ff];
        int at = address & 0xfff;
        int list = block & 0xffff;
        if (page == null || (at & 3) != 0 || at + 4 * Integer.bitCount(list) > 0x1000) {
            return false;
        }
        while (list != 0) {
            Bus.WORD.set(page, at, r[Integer.numberOfTrailingZeros(list)]);
            list &= list - 1;
            at += 4;
        }
        r[rn] += block >> 24;
        return true;
    }
}
