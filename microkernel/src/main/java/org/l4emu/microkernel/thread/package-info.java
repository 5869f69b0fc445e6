/** Tasks, threads, their ids and the programs they run. */
@NullMarked
package org.l4emu.microkernel.thread;

import org.jspecify.annotations.NullMarked;
