/**
 * The processor beside {@code qemu-arm}: generated programs with their results compared, real
 * programs compared instruction by instruction, and speed.
 */
@NullMarked
package org.l4emu.tests.cpu;

import org.jspecify.annotations.NullMarked;
