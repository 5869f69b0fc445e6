/** The peer itself is tried before anything is compared with it. */
@NullMarked
package org.l4emu.tests.peer;

import org.jspecify.annotations.NullMarked;
