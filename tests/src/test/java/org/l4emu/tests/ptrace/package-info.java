/** Tracers written in C, on the machine. */
@NullMarked
package org.l4emu.tests.ptrace;

import org.jspecify.annotations.NullMarked;
