/** Interrupts as IPC, and the timeouts of virtual time. */
@NullMarked
package org.l4emu.microkernel.irq;

import org.jspecify.annotations.NullMarked;
