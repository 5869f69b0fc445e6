/** The same programs under another roof: what {@code qemu-arm} says to the same command line. */
@NullMarked
package org.l4emu.tests.peer;

import org.jspecify.annotations.NullMarked;
