/** Figures: whole runs beside qemu-arm on the same programs, and JMH for the machine's pieces. */
@NullMarked
package org.l4emu.tests.bench;

import org.jspecify.annotations.NullMarked;
