/** What a person does with a trace file: look at it, compare it, count in it. */
@NullMarked
package org.l4emu.workbench.trace;

import org.jspecify.annotations.NullMarked;
