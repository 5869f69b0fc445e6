/** The small guest programs: they build to the bytes that are kept, and run as on Linux. */
@NullMarked
package org.l4emu.tests.guests;

import org.jspecify.annotations.NullMarked;
