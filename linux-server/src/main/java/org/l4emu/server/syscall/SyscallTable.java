package org.l4emu.server.syscall;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** All system calls the server knows, by number. Families add their rows at boot. */
public final class SyscallTable {
    private static final int DIRECT = 512;
    private static final int ARM_PRIVATE = 0xf0000;

    private final TreeMap<Integer, Syscall> rows = new TreeMap<>();
    private final @Nullable Syscall[] direct = new @Nullable Syscall[DIRECT];
    private final @Nullable Syscall[] arm = new @Nullable Syscall[16];

    /** Adds a complete call. */
    public void full(int number, String name, SyscallHandler handler, ArgumentKind... arguments) {
        add(new Syscall(number, name, List.of(arguments), handler, Syscall.Status.FULL, ""));
    }

    /** Adds a call with something left out, named in {@code note}. */
    public void partial(
            int number,
            String name,
            String note,
            SyscallHandler handler,
            ArgumentKind... arguments) {
        add(new Syscall(number, name, List.of(arguments), handler, Syscall.Status.PARTIAL, note));
    }

    /** Adds a call that answers as a kernel without the feature. */
    public void absent(
            int number, String name, String note, int answer, ArgumentKind... arguments) {
        add(
                new Syscall(
                        number,
                        name,
                        List.of(arguments),
                        task -> answer,
                        Syscall.Status.ABSENT,
                        note));
    }

    private void add(Syscall row) {
        Syscall before = rows.put(row.number(), row);
        if (before != null) {
            throw new IllegalArgumentException(
                    "system call " + row.number() + " is " + before.name() + " and " + row.name());
        }
        if (row.number() < DIRECT) {
            direct[row.number()] = row;
        } else if (row.number() >= ARM_PRIVATE && row.number() < ARM_PRIVATE + arm.length) {
            arm[row.number() - ARM_PRIVATE] = row;
        }
    }

    public @Nullable Syscall row(int number) {
        if (number >= 0 && number < DIRECT) {
            return direct[number];
        }
        int index = number - ARM_PRIVATE;
        return index >= 0 && index < arm.length ? arm[index] : null;
    }

    /** All rows, by number. */
    public List<Syscall> rows() {
        return Collections.unmodifiableList(new ArrayList<>(rows.values()));
    }
}
