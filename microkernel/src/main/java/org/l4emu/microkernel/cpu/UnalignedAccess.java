package org.l4emu.microkernel.cpu;

/**
 * What a misaligned LDR, STR, LDRH, LDRSH or STRH does. LDM, STM, LDRD, STRD, SWP and the exclusive
 * accesses raise an alignment fault under every setting, as they do on {@code qemu-arm -cpu
 * arm946}.
 */
public enum UnalignedAccess {
    /** ARMv5 hardware: a word load rotates the aligned word, everything else ignores low bits. */
    ROTATE,
    /** The access works byte by byte, as on ARMv6 or with the Linux alignment fix-up. */
    FIX_UP,
    /** The access raises an alignment fault. */
    FAULT
}
