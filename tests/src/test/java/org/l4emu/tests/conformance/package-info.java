/** Command lines over real programs, compared with what qemu-arm says to them. */
@NullMarked
package org.l4emu.tests.conformance;

import org.jspecify.annotations.NullMarked;
