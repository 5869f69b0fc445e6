package org.l4emu.tests.peer;

/**
 * All that a program shows to whoever started it. The texts hold one char per byte.
 *
 * @param status the exit status, or 128 plus the signal that ended it
 */
public record Outcome(String output, String errors, int status) {}
