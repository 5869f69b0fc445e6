/**
 * The ARM processor: registers and modes, decoder table, decoded code per physical page, and the
 * interpreter. It knows memory only through {@link CpuMemory}.
 */
@NullMarked
package org.l4emu.microkernel.cpu;

import org.jspecify.annotations.NullMarked;
