/** The invariants of the signal protocol, checked while the machine runs. */
@NullMarked
package org.l4emu.server.check;

import org.jspecify.annotations.NullMarked;
