/** The initial pager: owns all memory, gives each frame to who asks first. */
@NullMarked
package org.l4emu.microkernel.sigma0;

import org.jspecify.annotations.NullMarked;
