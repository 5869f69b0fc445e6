/** linux_ipc: the dispatch loop, entry and exit paths. */
@NullMarked
package org.l4emu.server.ipc;

import org.jspecify.annotations.NullMarked;
