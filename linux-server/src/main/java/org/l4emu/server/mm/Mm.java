package org.l4emu.server.mm;

/** A user address space as the server knows it: areas and logical page table. */
public final class Mm {
    Mm() {}
}
