@NullMarked
package org.l4emu.workbench;

import org.jspecify.annotations.NullMarked;
