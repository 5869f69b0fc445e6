/** A person at a real pseudo-terminal of the host, typing at shells on the machine. */
@NullMarked
package org.l4emu.tests.terminal;

import org.jspecify.annotations.NullMarked;
