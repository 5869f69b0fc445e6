package org.l4emu.server.mm;

import org.l4emu.server.process.Credentials;

/**
 * A program image ready to run, not yet anybody's.
 *
 * @param entry first instruction; bit 0 set for Thumb code
 * @param comm base name of the path it was called by
 * @param credentials those of the caller, changed by set-user-id and set-group-id
 */
public record LoadedProgram(
        Mm mm,
        int entry,
        int stackPointer,
        String comm,
        ExecutableFile file,
        Credentials credentials) {}
