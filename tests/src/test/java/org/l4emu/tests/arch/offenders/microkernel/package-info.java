/** A lower module that looks up. */
@NullMarked
package org.l4emu.tests.arch.offenders.microkernel;

import org.jspecify.annotations.NullMarked;
