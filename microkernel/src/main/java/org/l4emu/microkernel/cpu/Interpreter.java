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

    /** Instructions per call of the loop, while HotSpot decides how to compile it and later. */
    private static final int FIRST_CHUNK = 32;

    private static final int CHUNK = 4096;
    private static final int FIRST_CHUNKS = 1000;

    private final Bus bus;
    private final LoadStore loadStore;
    private final BlockTransfer blockTransfer;
    private final KuserHelpers kuserHelpers;

    private int chunks;
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
            int chunk = CHUNK;
            if (chunks < FIRST_CHUNKS) {
                chunks++;
                chunk = FIRST_CHUNK;
            }
            stop = runChunk(state, memory, (int) Math.min(budget - retired, chunk));
        }
        return stop;
    }

    /**
     * The loop. Registers, flags and pc live in locals: an array made here has a length that the
     * compiler knows, which spares every bounds check. {@code index} is the next instruction in the
     * page, {@code limit} the first one not to be executed, because of the page's end or the
     * budget's.
     *
     * <p>What is in here is what programs do most; it is kept small because HotSpot needs a second
     * and more to compile a method of twice the size. Accesses and flags of one kind share the code
     * behind the switch.
     */
    // Labelled blocks are the only way to share code between cases without another dispatch.
    @SuppressWarnings("LabelledBreakTarget")
    private int runChunk(ArmState state, CpuMemory memory, int budget) {
        final byte[][][] read = memory.read;
        final byte[][][] write = memory.write;
        final int[] r = new int[16];
        System.arraycopy(state.r, 0, r, 0, 16);
        int pc = r[15];
        boolean thumb = state.thumb;
        int n = state.nFlag;
        int z = state.zFlag;
        int c = state.cFlag;
        int v = state.vFlag;
        int left = budget;
        int outcome = Stop.BUDGET;
        int stopped = 0;
        fetch:
        while (left > 0) {
            final int shift = thumb ? CodePage.THUMB_SHIFT : CodePage.ARM_SHIFT;
            final int base = pc & ~0xfff;
            final CodePage page = memory.executable(pc);
            if (page == null) {
                outcome = prefetchAbort(pc);
                break;
            }
            if (base == Vector.BASE && KuserHelpers.isEntry(pc, thumb)) {
                state.take(r, n, z, c, v);
                final int result = kuserHelpers.call(state, pc);
                if (result >= 0) {
                    outcome = result;
                    break;
                }
                System.arraycopy(state.r, 0, r, 0, 16);
                c = state.cFlag;
                pc = r[15];
                thumb = state.thumb;
                left -= KUSER_INSTRUCTIONS;
                continue;
            }
            final long[] code = page.instructions(thumb);
            int index = (pc & 0xfff) >>> shift;
            int start = index;
            int limit = Math.min(code.length, index + left);
            run:
            for (; ; ) {
                if (index >= limit) {
                    left -= index - start;
                    pc = base + (index << shift);
                    continue fetch;
                }
                final long insn = code[index++];
                final int word = (int) insn;
                final int imm = (int) (insn >>> 32);
                final int rd = (word >>> 16) & 0xf;
                final int rn = (word >>> 20) & 0xf;
                final int rm = (word >>> 24) & 0xf;
                int a;
                int b;
                byte[] p;
                int op = word & 0xff;
                if (op == FastForm.CONDITIONAL) {
                    if (!passes(word >>> 28, n, z, c, v)) {
                        continue;
                    }
                    op = (word >>> 8) & 0xff;
                }
                slow:
                {
                    storeByte:
                    {
                        storeWord:
                        {
                            loadByte:
                            {
                                loadWord:
                                {
                                    sum:
                                    {
                                        compare:
                                        {
                                            taken:
                                            {
                                                switch (op) {
                                                    case FastForm.MOV_I -> r[rd] = imm;
                                                    case FastForm.MOV_R -> r[rd] = r[rm];
                                                    case FastForm.MVN_R -> r[rd] = ~r[rm];
                                                    case FastForm.MOV_LSL -> r[rd] = r[rm] << imm;
                                                    case FastForm.MOV_LSR -> r[rd] = r[rm] >>> imm;
                                                    case FastForm.MOV_ASR -> r[rd] = r[rm] >> imm;
                                                    case FastForm.MOV_ROR ->
                                                            r[rd] = Integer.rotateRight(r[rm], imm);
                                                    case FastForm.ADD_I -> r[rd] = r[rn] + imm;
                                                    case FastForm.RSB_I -> r[rd] = imm - r[rn];
                                                    case FastForm.AND_I -> r[rd] = r[rn] & imm;
                                                    case FastForm.ORR_I -> r[rd] = r[rn] | imm;
                                                    case FastForm.EOR_I -> r[rd] = r[rn] ^ imm;
                                                    case FastForm.ADC_I -> r[rd] = r[rn] + imm + c;
                                                    case FastForm.ADC_R ->
                                                            r[rd] = r[rn] + r[rm] + c;
                                                    case FastForm.SBC_R ->
                                                            r[rd] = r[rn] + ~r[rm] + c;
                                                    case FastForm.ADD_R -> r[rd] = r[rn] + r[rm];
                                                    case FastForm.ADD_LSL ->
                                                            r[rd] = r[rn] + (r[rm] << imm);
                                                    case FastForm.SUB_R -> r[rd] = r[rn] - r[rm];
                                                    case FastForm.RSB_R -> r[rd] = r[rm] - r[rn];
                                                    case FastForm.AND_R -> r[rd] = r[rn] & r[rm];
                                                    case FastForm.ORR_R -> r[rd] = r[rn] | r[rm];
                                                    case FastForm.ORR_LSL ->
                                                            r[rd] = r[rn] | (r[rm] << imm);
                                                    case FastForm.EOR_R -> r[rd] = r[rn] ^ r[rm];
                                                    case FastForm.EOR_LSR ->
                                                            r[rd] = r[rn] ^ (r[rm] >>> imm);
                                                    case FastForm.EOR_ROR ->
                                                            r[rd] =
                                                                    r[rn]
                                                                            ^ Integer.rotateRight(
                                                                                    r[rm], imm);
                                                    case FastForm.BIC_R -> r[rd] = r[rn] & ~r[rm];
                                                    case FastForm.CMP_I -> {
                                                        a = r[rn];
                                                        b = imm;
                                                        break compare;
                                                    }
                                                    case FastForm.CMP_R -> {
                                                        a = r[rn];
                                                        b = r[rm];
                                                        break compare;
                                                    }
                                                    case FastForm.CMP_LSL -> {
                                                        a = r[rn];
                                                        b = r[rm] << imm;
                                                        break compare;
                                                    }
                                                    case FastForm.CMP_LSR -> {
                                                        a = r[rn];
                                                        b = r[rm] >>> imm;
                                                        break compare;
                                                    }
                                                    case FastForm.CMP_ASR -> {
                                                        a = r[rn];
                                                        b = r[rm] >> imm;
                                                        break compare;
                                                    }
                                                    case FastForm.SUBS_I -> {
                                                        a = r[rn];
                                                        b = imm;
                                                        r[rd] = a - b;
                                                        break compare;
                                                    }
                                                    case FastForm.SUBS_R -> {
                                                        a = r[rn];
                                                        b = r[rm];
                                                        r[rd] = a - b;
                                                        break compare;
                                                    }
                                                    case FastForm.RSBS_I -> {
                                                        a = imm;
                                                        b = r[rn];
                                                        r[rd] = a - b;
                                                        break compare;
                                                    }
                                                    case FastForm.CMN_I -> {
                                                        a = r[rn];
                                                        b = imm;
                                                        break sum;
                                                    }
                                                    case FastForm.ADDS_I -> {
                                                        a = r[rn];
                                                        b = imm;
                                                        r[rd] = a + b;
                                                        break sum;
                                                    }
                                                    case FastForm.ADDS_R -> {
                                                        a = r[rn];
                                                        b = r[rm];
                                                        r[rd] = a + b;
                                                        break sum;
                                                    }
                                                    case FastForm.TST_I -> {
                                                        n = r[rn] & imm;
                                                        z = n;
                                                        c = rd == 0 ? c : imm >>> 31;
                                                    }
                                                    case FastForm.TEQ_I -> {
                                                        n = r[rn] ^ imm;
                                                        z = n;
                                                        c = rd == 0 ? c : imm >>> 31;
                                                    }
                                                    case FastForm.TST_R -> {
                                                        n = r[rn] & r[rm];
                                                        z = n;
                                                    }
                                                    case FastForm.TEQ_R -> {
                                                        n = r[rn] ^ r[rm];
                                                        z = n;
                                                    }
                                                    case FastForm.MOVS_R -> {
                                                        n = r[rm];
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.MOVS_LSL -> {
                                                        a = r[rm];
                                                        c = (a >>> (32 - imm)) & 1;
                                                        n = a << imm;
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.MOVS_LSR -> {
                                                        a = r[rm];
                                                        c = (a >>> (imm - 1)) & 1;
                                                        n = a >>> imm;
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.MOVS_ASR -> {
                                                        a = r[rm];
                                                        c = (a >>> (imm - 1)) & 1;
                                                        n = a >> imm;
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.ANDS_I -> {
                                                        n = r[rn] & imm;
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.ANDS_R -> {
                                                        n = r[rn] & r[rm];
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.ORRS_R -> {
                                                        n = r[rn] | r[rm];
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.EORS_R -> {
                                                        n = r[rn] ^ r[rm];
                                                        z = n;
                                                        r[rd] = n;
                                                    }
                                                    case FastForm.MUL ->
                                                            r[rd] = r[rm] * r[imm & 0xf];
                                                    case FastForm.MLA ->
                                                            r[rd] = r[rm] * r[imm & 0xf] + r[rn];

                                                    case FastForm.LDR -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        break loadWord;
                                                    }
                                                    case FastForm.LDR_PRE -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        r[rn] = a;
                                                        break loadWord;
                                                    }
                                                    case FastForm.LDR_POST -> {
                                                        b = r[rn];
                                                        a = b;
                                                        r[rn] = a + imm;
                                                        break loadWord;
                                                    }
                                                    case FastForm.LDR_R -> {
                                                        b = r[rn];
                                                        a = b + (r[rm] << imm);
                                                        break loadWord;
                                                    }
                                                    case FastForm.LDR_LITERAL -> {
                                                        a = base + imm;
                                                        b = r[rn];
                                                        break loadWord;
                                                    }
                                                    case FastForm.LDRB -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        break loadByte;
                                                    }
                                                    case FastForm.LDRB_PRE -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        r[rn] = a;
                                                        break loadByte;
                                                    }
                                                    case FastForm.LDRB_POST -> {
                                                        b = r[rn];
                                                        a = b;
                                                        r[rn] = a + imm;
                                                        break loadByte;
                                                    }
                                                    case FastForm.LDRB_R -> {
                                                        b = r[rn];
                                                        a = b + (r[rm] << imm);
                                                        break loadByte;
                                                    }
                                                    case FastForm.STR -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        break storeWord;
                                                    }
                                                    case FastForm.STR_PRE -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        r[rn] = a;
                                                        break storeWord;
                                                    }
                                                    case FastForm.STR_POST -> {
                                                        b = r[rn];
                                                        a = b;
                                                        r[rn] = a + imm;
                                                        break storeWord;
                                                    }
                                                    case FastForm.STR_R -> {
                                                        b = r[rn];
                                                        a = b + (r[rm] << imm);
                                                        break storeWord;
                                                    }
                                                    case FastForm.STRB -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        break storeByte;
                                                    }
                                                    case FastForm.STRB_PRE -> {
                                                        b = r[rn];
                                                        a = b + imm;
                                                        r[rn] = a;
                                                        break storeByte;
                                                    }
                                                    case FastForm.STRB_POST -> {
                                                        b = r[rn];
                                                        a = b;
                                                        r[rn] = a + imm;
                                                        break storeByte;
                                                    }
                                                    case FastForm.STRB_R -> {
                                                        b = r[rn];
                                                        a = b + (r[rm] << imm);
                                                        break storeByte;
                                                    }

                                                    case FastForm.LDM -> {
                                                        if (!FastOperations.loadBlock(
                                                                r, read, rn, imm)) {
                                                            break slow;
                                                        }
                                                    }
                                                    case FastForm.LDM_PC -> {
                                                        if (!FastOperations.loadBlock(
                                                                r, read, rn, imm)) {
                                                            break slow;
                                                        }
                                                        thumb = (r[15] & 1) != 0;
                                                        pc = r[15] & (thumb ? ~1 : ~3);
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.STM -> {
                                                        if (!FastOperations.storeBlock(
                                                                r, write, rn, imm)) {
                                                            break slow;
                                                        }
                                                    }
                                                    case FastForm.B_EQ -> {
                                                        if (z == 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_NE -> {
                                                        if (z != 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_CS -> {
                                                        if (c != 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_CC -> {
                                                        if (c == 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_MI -> {
                                                        if (n < 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_PL -> {
                                                        if (n >= 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_VS -> {
                                                        if (v < 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_VC -> {
                                                        if (v >= 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_HI -> {
                                                        if (c != 0 && z != 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_LS -> {
                                                        if (c == 0 || z == 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_GE -> {
                                                        if ((n ^ v) >= 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_LT -> {
                                                        if ((n ^ v) < 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_GT -> {
                                                        if (z != 0 && (n ^ v) >= 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_LE -> {
                                                        if (z == 0 || (n ^ v) < 0) {
                                                            break taken;
                                                        }
                                                    }
                                                    case FastForm.B_AL -> {
                                                        break taken;
                                                    }

                                                    case FastForm.BL_LOCAL -> {
                                                        r[14] = base + (index << 2);
                                                        break taken;
                                                    }
                                                    case FastForm.BL_FAR -> {
                                                        r[14] = base + (index << 2);
                                                        pc = base + imm;
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.B_FAR -> {
                                                        pc = base + imm;
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.MOV_PC -> {
                                                        pc = r[rm] & (thumb ? ~1 : ~3);
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.ADD_PC -> {
                                                        pc =
                                                                (base
                                                                                + (index << 2)
                                                                                + 4
                                                                                + (r[rm] << imm))
                                                                        & ~3;
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.BX -> {
                                                        a = r[rm];
                                                        thumb = (a & 1) != 0;
                                                        pc = a & (thumb ? ~1 : ~3);
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case FastForm.BLX -> {
                                                        a = r[rm];
                                                        r[14] =
                                                                (base + (index << shift))
                                                                        | (thumb ? 1 : 0);
                                                        thumb = (a & 1) != 0;
                                                        pc = a & (thumb ? ~1 : ~3);
                                                        left -= index - start;
                                                        continue fetch;
                                                    }
                                                    case Operation.SVC -> {
                                                        left -= index - start;
                                                        outcome = Stop.SVC;
                                                        pc = base + ((index - 1) << shift);
                                                        stopped = page.word(thumb, index - 1);
                                                        break fetch;
                                                    }
                                                    case FastForm.UNDECODED -> {
                                                        page.decode(thumb, --index);
                                                    }
                                                    default -> {
                                                        if (op >= Operation.FIRST
                                                                || !FastOperations.execute(
                                                                        op, r, read, write, insn)) {
                                                            break slow;
                                                        }
                                                    }
                                                }
                                                continue run;
                                            }
                                            left -= index - start;
                                            index = imm;
                                            start = imm;
                                            limit = Math.min(code.length, imm + left);
                                            continue run;
                                        }
                                        n = a - b;
                                        z = n;
                                        c = Integer.compareUnsigned(a, b) >= 0 ? 1 : 0;
                                        v = (a ^ b) & (a ^ n);
                                        continue run;
                                    }
                                    n = a + b;
                                    z = n;
                                    c = Integer.compareUnsigned(n, a) < 0 ? 1 : 0;
                                    v = (a ^ n) & (b ^ n);
                                    continue run;
                                }
                                p = read[a >>> 22][(a >>> 12) & 0x3ff];
                                if (p == null || (a & 3) != 0) {
                                    r[rn] = b; // undoes the write-back
                                    break slow;
                                }
                                r[rd] = (int) Bus.WORD.get(p, a & 0xfff);
                                continue run;
                            }
                            p = read[a >>> 22][(a >>> 12) & 0x3ff];
                            if (p == null) {
                                r[rn] = b; // undoes the write-back
                                break slow;
                            }
                            r[rd] = p[a & 0xfff] & 0xff;
                            continue run;
                        }
                        p = write[a >>> 22][(a >>> 12) & 0x3ff];
                        if (p == null || (a & 3) != 0) {
                            r[rn] = b; // undoes the write-back
                            break slow;
                        }
                        Bus.WORD.set(p, a & 0xfff, r[rd]);
                        continue run;
                    }
                    p = write[a >>> 22][(a >>> 12) & 0x3ff];
                    if (p == null) {
                        r[rn] = b; // undoes the write-back
                        break slow;
                    }
                    p[a & 0xfff] = (byte) r[rd];
                    continue run;
                }
                r[15] = base + (index << shift) + (thumb ? 2 : 4);
                state.take(r, n, z, c, v);
                state.thumb = thumb;
                final int result = operate(state, page, thumb, index - 1, insn, op);
                System.arraycopy(state.r, 0, r, 0, 16);
                n = state.nFlag;
                z = state.zFlag;
                c = state.cFlag;
                v = state.vFlag;
                if (result == Outcome.NEXT && page.isValid()) {
                    continue;
                }
                left -= index - start;
                if (result >= 0) {
                    outcome = result;
                    left += result == Stop.SVC ? 0 : 1;
                    pc = base + ((index - 1) << shift);
                    stopped = page.word(thumb, index - 1);
                    break fetch;
                }
                pc = result == Outcome.NEXT ? base + (index << shift) : r[15];
                thumb = state.thumb;
                continue fetch;
            }
        }
        r[15] = pc;
        state.take(r, n, z, c, v);
        state.thumb = thumb;
        retired += budget - left;
        return outcome == Stop.BUDGET ? outcome : enter(state, outcome, pc, stopped);
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
}
