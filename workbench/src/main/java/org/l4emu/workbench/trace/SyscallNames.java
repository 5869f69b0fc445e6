package org.l4emu.workbench.trace;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.l4emu.protocol.schema.SyscallEnter;

/** Names of system calls: from a table, else from the calls' own text, else their numbers. */
final class SyscallNames {
    private final Function<Integer, @Nullable String> table;

    SyscallNames(Function<Integer, @Nullable String> table) {
        this.table = table;
    }

    /** What the trace itself tells. */
    static SyscallNames of(ThreadDirectory threads) {
        return new SyscallNames(threads::callName);
    }

    String of(int number) {
        String name = table.apply(number);
        return name == null ? "syscall_" + number : name;
    }

    /** The call with its closing parenthesis, as strace writes it. */
    String call(SyscallEnter enter) {
        if (!enter.getText().isEmpty()) {
            return enter.getText();
        }
        StringBuilder text = new StringBuilder(of(enter.getNumber())).append('(');
        for (int i = 0; i < enter.getArgumentsCount(); i++) {
            text.append(i == 0 ? "" : ", ").append(Words.hex(enter.getArguments(i)));
        }
        return text.append(')').toString();
    }

    /** True if {@code wanted} is this call's number or name. */
    boolean matches(String wanted, int number) {
        return wanted.equals(Integer.toString(number)) || wanted.equals(of(number));
    }
}
