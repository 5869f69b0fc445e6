/** The one narrow door through which choices and host input reach the machine. */
@NullMarked
package org.l4emu.microkernel.environment;

import org.jspecify.annotations.NullMarked;
