@NullMarked
package org.l4emu.microkernel.cpu;

import org.jspecify.annotations.NullMarked;
