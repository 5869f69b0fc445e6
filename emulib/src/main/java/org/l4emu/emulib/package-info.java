@NullMarked
package org.l4emu.emulib;

import org.jspecify.annotations.NullMarked;
