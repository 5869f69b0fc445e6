@NullMarked
package org.l4emu.server;

import org.jspecify.annotations.NullMarked;
