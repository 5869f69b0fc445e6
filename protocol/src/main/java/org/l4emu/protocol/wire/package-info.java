/** Frames for a gateway that carries messages between processes. */
@NullMarked
package org.l4emu.protocol.wire;

import org.jspecify.annotations.NullMarked;
