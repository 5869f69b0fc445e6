/** Physical frames, address spaces, flexpages and the mapping database. */
@NullMarked
package org.l4emu.microkernel.memory;

import org.jspecify.annotations.NullMarked;
