/** Pending sets, dispositions, delivery. */
@NullMarked
package org.l4emu.server.signal;

import org.jspecify.annotations.NullMarked;
