@NullMarked
package org.l4emu.microkernel;

import org.jspecify.annotations.NullMarked;
