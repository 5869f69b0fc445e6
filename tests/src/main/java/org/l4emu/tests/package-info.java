@NullMarked
package org.l4emu.tests;

import org.jspecify.annotations.NullMarked;
