package org.l4emu.microkernel.cpu;

/** The architecture version that brought an instruction. */
public enum Architecture {
    V4T,
    V5T,
    V5TE,
    V6,
    V6T2,
    V7
}
