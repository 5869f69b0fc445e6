package org.l4emu.microkernel.thread;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The programs that are Java state machines, by the virtual address their code would have. A thread
 * whose instruction pointer is set to such an address runs that program instead of machine code.
 */
public final class ProgramImages {
    /** Makes the program for one thread. */
    public interface Factory {
        ThreadProgram create(ThreadContext context);
    }

    /** A program and how its threads are labelled in traces. */
    public record Image(int address, String role, Factory factory) {}

    private final TreeMap<Integer, Image> images = new TreeMap<>();

    /** Places a program at {@code address}, which must be free. */
    public void place(int address, String role, Factory factory) {
        if (images.containsKey(address)) {
            throw new IllegalArgumentException(
                    "two programs at address " + Integer.toHexString(address));
        }
        images.put(address, new Image(address, role, factory));
    }

    public @Nullable Image at(int address) {
        return images.get(address);
    }
}
