package org.l4emu.workbench;

import org.l4emu.workbench.machine.EmulatedMachines;

/** Where commands, tests and benchmarks get their machine from. */
public final class Machines {
    private Machines() {}

    public static MachineRunner runner() {
        return new EmulatedMachines();
    }
}
