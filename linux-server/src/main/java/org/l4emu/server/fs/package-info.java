/** VFS, tmpfs, devtmpfs, procfs, pipes, tty. */
@NullMarked
package org.l4emu.server.fs;

import org.jspecify.annotations.NullMarked;
