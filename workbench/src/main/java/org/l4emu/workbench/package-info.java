/** What a person holds: the command line. The only place with host threads, files and messages. */
@NullMarked
package org.l4emu.workbench;

import org.jspecify.annotations.NullMarked;
