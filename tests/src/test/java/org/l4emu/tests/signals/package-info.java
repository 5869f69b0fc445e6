/** Signals on whole machines, with the monitor of their protocol listening. */
@NullMarked
package org.l4emu.tests.signals;

import org.jspecify.annotations.NullMarked;
