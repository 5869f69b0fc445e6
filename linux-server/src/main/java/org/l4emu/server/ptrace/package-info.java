/** ptrace: stops of traced threads, and what their tracer may do to them meanwhile. */
@NullMarked
package org.l4emu.server.ptrace;

import org.jspecify.annotations.NullMarked;
