package org.l4emu.workbench;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Builds a machine, carries it to its end, and gives the exit status that follows. */
public interface MachineRunner {
    /** Returns the status of the program: its own, or 128+n if signal n ended it. */
    int run(MachineSpec spec, HostConsole console);

    /**
     * Feeds the recorded inputs back, without checks.
     *
     * @param verify compare every event and the final digest; 1 if they differ
     * @param at stop before the event with this number
     */
    default int replay(Path trace, boolean verify, OptionalLong at, HostConsole console) {
        return replay(trace, verify, at, false, console);
    }

    /**
     * Feeds the recorded inputs back.
     *
     * @param verify compare every event and the final digest; 1 if they differ
     * @param at stop before the event with this number
     * @param check check the invariants of the signal protocol
     */
    int replay(Path trace, boolean verify, OptionalLong at, boolean check, HostConsole console);
}
