package org.l4emu.microkernel.memory;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.CodePage;

/**
 * One physical page of 4,096 bytes. Its bytes exist from the first touch on; decoded code hangs on
 * the frame, so every task that maps it shares it and {@code execve} of the same file keeps it.
 */
public final class Frame {
    private final int number;
    private byte @Nullable [] bytes;
    private @Nullable CodePage code;

    /** Root of this frame's tree in the mapping database: sigma0's page, once handed out. */
    private @Nullable Mapping root;

    Frame(int number) {
        this.number = number;
    }

    /** Physical address divided by the page size. */
    public int number() {
        return number;
    }

    /** The contents; zero when first asked for. */
    public byte[] bytes() {
        byte[] existing = bytes;
        if (existing == null) {
            existing = new byte[Flexpage.PAGE_SIZE];
            bytes = existing;
        }
        return existing;
    }

    /** True once somebody touched it; an untouched frame reads as zero. */
    public boolean isTouched() {
        return bytes != null;
    }

    public @Nullable CodePage code() {
        return code;
    }

    void setCode(@Nullable CodePage newCode) {
        code = newCode;
    }

    @Nullable Mapping root() {
        return root;
    }

    void setRoot(@Nullable Mapping newRoot) {
        root = newRoot;
    }
}
