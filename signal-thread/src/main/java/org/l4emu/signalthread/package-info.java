@NullMarked
package org.l4emu.signalthread;

import org.jspecify.annotations.NullMarked;
