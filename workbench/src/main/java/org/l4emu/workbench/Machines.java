package org.l4emu.workbench;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Where commands, tests and benchmarks get their machine from. */
public final class Machines {
    private Machines() {}

    public static MachineRunner runner() {
        return new NotWired();
    }

    /** Stands here until the machine is joined with the command line. */
    private static final class NotWired implements MachineRunner {
        @Override
        public int run(MachineSpec spec, HostConsole console) {
            throw InputError.usage("this build has no machine", "use a later build");
        }

        @Override
        public int replay(Path trace, boolean verify, OptionalLong at, HostConsole console) {
            throw InputError.usage("this build has no machine", "use a later build");
        }
    }
}
