package org.l4emu.workbench.machine;

import java.util.TreeMap;
import org.l4emu.protocol.event.NullSink;
import org.l4emu.workbench.HostConsole;

/**
 * Prints each system call as strace does, one line a call, to standard error. A call that another
 * interrupts is printed when it ends; one that never ends is printed with what is known.
 */
final class StraceSink extends NullSink {
    private final HostConsole console;

    /** Calls under way, by pid. */
    private final TreeMap<Integer, String> entered = new TreeMap<>();

    StraceSink(HostConsole console) {
        this.console = console;
    }

    @Override
    public void syscallEnter(
            long time, int thread, int pid, int number, int[] arguments, String text) {
        entered.put(pid, text.isEmpty() ? "syscall_" + number + "()" : text);
    }

    @Override
    public void syscallExit(long time, int thread, int pid, int number, int result, String text) {
        String call = entered.remove(pid);
        String outcome = text.isEmpty() ? String.valueOf(result) : text;
        print(pid, (call == null ? "syscall_" + number + "(?)" : call) + " = " + outcome);
    }

    @Override
    public void halted(long time, int status) {
        entered.forEach((pid, call) -> print(pid, call + " = ?"));
        entered.clear();
    }

    private void print(int pid, String line) {
        EmulatedMachines.printError(console, "[" + pid + "] " + line);
    }
}
