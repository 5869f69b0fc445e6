/** Which thread runs next: ready queues, scheduling points, strategies. */
@NullMarked
package org.l4emu.microkernel.schedule;

import org.jspecify.annotations.NullMarked;
