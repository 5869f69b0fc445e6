@NullMarked
package org.l4emu.protocol;

import org.jspecify.annotations.NullMarked;
