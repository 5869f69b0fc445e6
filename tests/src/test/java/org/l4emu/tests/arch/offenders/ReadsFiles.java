package org.l4emu.tests.arch.offenders;

import java.nio.file.Files;
import java.nio.file.Path;

/** Breaks: deterministic libraries only. */
public final class ReadsFiles {
    public boolean there(Path path) {
        return Files.exists(path);
    }
}
