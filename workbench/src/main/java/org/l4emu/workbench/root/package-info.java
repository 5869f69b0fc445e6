/** Where root file systems come from: directories, archives, Debian packages, embedded programs. */
@NullMarked
package org.l4emu.workbench.root;

import org.jspecify.annotations.NullMarked;
