package org.l4emu.workbench;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.server.boot.RootImage;

/**
 * What a run depends on, except for what the console brings.
 *
 * @param command program and arguments; the program is no PID 1. Empty: boot to {@code init}
 * @param init the first program of a boot
 * @param environment {@code KEY=VALUE} each
 * @param seed of a random schedule; absent: priorities and round robin
 * @param preemptInstructions length of a quantum, in retired instructions
 * @param record where the trace goes
 * @param strace print one line per system call to stderr
 * @param schedule a schedule written down, see {@code ScriptedSchedule}; takes the seed's place
 * @param protocol settings of the signal protocol
 * @param faultMicros virtual time a page fault's handler sleeps; 0 for not at all
 * @param check check the invariants of the signal protocol
 */
public record MachineSpec(
        RootImage root,
        List<String> command,
        String init,
        List<String> environment,
        OptionalLong seed,
        OptionalInt preemptInstructions,
        Optional<Path> record,
        boolean strace,
        Optional<String> schedule,
        SignalProtocol protocol,
        int faultMicros,
        boolean check) {

    public MachineSpec {
        command = List.copyOf(command);
        environment = List.copyOf(environment);
    }

    /**
     * The same with the signal protocol the emulator boots with, page faults that do not sleep, and
     * no checks.
     */
    public MachineSpec(
            RootImage root,
            List<String> command,
            String init,
            List<String> environment,
            OptionalLong seed,
            OptionalInt preemptInstructions,
            Optional<Path> record,
            boolean strace) {
        this(
                root,
                command,
                init,
                environment,
                seed,
                preemptInstructions,
                record,
                strace,
                Optional.empty(),
                SignalProtocol.DEFAULT,
                0,
                false);
    }

    public boolean isBoot() {
        return command.isEmpty();
    }
}
