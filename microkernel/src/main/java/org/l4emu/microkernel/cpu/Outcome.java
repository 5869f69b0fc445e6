package org.l4emu.microkernel.cpu;

/** What an operation says when it is done; a {@link Stop} code says that it took no effect. */
final class Outcome {
    static final int NEXT = -1;

    /** r[15] holds the next address, and the state (ARM or Thumb) may have changed. */
    static final int BRANCH = -2;

    private Outcome() {}
}
