package org.l4emu.tests.peer;

import java.nio.file.Path;
import java.util.Optional;
import org.l4emu.workbench.InputError;
import org.l4emu.workbench.root.DebianArchive;

/**
 * Debian's statically linked busybox and bash for ARM, as {@code l4emu fetch debian} brings them.
 */
public record DebianPrograms(Path busybox, Path bash) {
    public static final String ABSENT =
            "Debian's busybox and bash are not here and could not be fetched";

    /** The programs of the user's cache, fetched into it if need be; empty where that fails. */
    public static Optional<DebianPrograms> find() {
        DebianArchive archive = DebianArchive.inUserCache();
        try {
            if (!archive.isFetched()) {
                archive.fetch(step -> {});
            }
            return Optional.of(
                    new DebianPrograms(archive.program("busybox"), archive.program("bash-static")));
        } catch (InputError unavailable) {
            return Optional.empty();
        }
    }
}
