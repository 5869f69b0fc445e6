package org.l4emu.protocol.trace;

/**
 * A place in a trace file whose bytes are not what was written.
 *
 * @param block number of the block, counted from 0 in file order
 * @param offset file offset of the block's header
 */
public record Damage(int block, long offset, String what) {
    @Override
    public String toString() {
        return "block " + block + " at offset " + offset + ": " + what;
    }
}
