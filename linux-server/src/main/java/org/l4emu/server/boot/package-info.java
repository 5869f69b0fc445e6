/** From nothing to the first user program: what the root file system holds, and the boot steps. */
@NullMarked
package org.l4emu.server.boot;

import org.jspecify.annotations.NullMarked;
