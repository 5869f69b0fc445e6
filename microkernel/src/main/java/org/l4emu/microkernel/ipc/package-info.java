/** Rendezvous IPC: timeouts, result codes, messages. */
@NullMarked
package org.l4emu.microkernel.ipc;

import org.jspecify.annotations.NullMarked;
