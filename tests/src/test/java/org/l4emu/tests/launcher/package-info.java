/** The launcher script, with stand-ins for Maven and Java. */
@NullMarked
package org.l4emu.tests.launcher;

import org.jspecify.annotations.NullMarked;
