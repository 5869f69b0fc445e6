package org.l4emu.microkernel;

/**
 * What a machine is made of; part of every trace's header.
 *
 * @param memoryBytes RAM, whole pages, 1 MiB to 1 GiB
 * @param instructionsPerMicro virtual clock: retired instructions per microsecond, 1 to 10,000
 * @param sliceInstructions length of a time slice
 * @param digestInterval virtual time between two state digests in the event stream; 0 for none
 */
public record MachineConfiguration(
        long memoryBytes, int instructionsPerMicro, long sliceInstructions, long digestInterval) {
    /** 256 MiB, 100 MIPS, slices of 10 ms, no digests. */
    public static final MachineConfiguration STANDARD =
            new MachineConfiguration(256L << 20, 100, 1_000_000, 0);

    public MachineConfiguration {
        if (instructionsPerMicro < 1 || instructionsPerMicro > 10_000) {
            throw new IllegalArgumentException(
                    "instructions per µs are " + instructionsPerMicro + ", expected 1 to 10000");
        }
        if (sliceInstructions < 1) {
            throw new IllegalArgumentException(
                    "time slice is " + sliceInstructions + " instructions, expected 1 or more");
        }
    }
}
