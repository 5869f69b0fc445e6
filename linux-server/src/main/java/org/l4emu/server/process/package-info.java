/** task_struct, tss, task pairs; fork, clone, execve, exit, wait. */
@NullMarked
package org.l4emu.server.process;

import org.jspecify.annotations.NullMarked;
