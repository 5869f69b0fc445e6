package org.l4emu.protocol.trace;

/**
 * Which events a block holds.
 *
 * @param baseTime virtual time of the last event before the block, 0 for the first block
 */
public record BlockSpan(long firstSequence, int events, long baseTime) {}
