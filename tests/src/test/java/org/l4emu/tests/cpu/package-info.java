@NullMarked
package org.l4emu.tests.cpu;

import org.jspecify.annotations.NullMarked;
