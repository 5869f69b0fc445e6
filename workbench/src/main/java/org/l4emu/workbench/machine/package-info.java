/** Joins the command line with the machine: live and replayed environments, recording, ends. */
@NullMarked
package org.l4emu.workbench.machine;

import org.jspecify.annotations.NullMarked;
