/** Areas, demand paging, copy-on-write, access to user memory, program images. */
@NullMarked
package org.l4emu.server.mm;

import org.jspecify.annotations.NullMarked;
