/** The system-call table and one small class per family. */
@NullMarked
package org.l4emu.server.syscall;

import org.jspecify.annotations.NullMarked;
