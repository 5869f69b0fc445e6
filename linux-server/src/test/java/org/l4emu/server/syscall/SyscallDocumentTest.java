package org.l4emu.server.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;

class SyscallDocumentTest {
    /** What the programs observed use, and what C libraries fall back to: arm-linux.md §2.1. */
    private static final int[] OBSERVED = {
        1, 3, 4, 6, 9, 10, 11, 12, 15, 20, 33, 36, 37, 38, 39, 40, 43, 45, 54, 57, 60, 61, 63, 64,
        65, 77, 83, 85, 91, 94, 104, 114, 116, 118, 119, 120, 122, 125, 132, 133, 140, 146, 147,
        163, 168, 172, 174, 175, 176, 177, 179, 183, 186, 190, 191, 192, 193, 194, 199, 200, 201,
        202, 205, 207, 217, 220, 221, 224, 239, 240, 242, 248, 256, 265, 266, 267, 270, 322, 324,
        325, 328, 331, 333, 335, 338, 348, 358, 359, 369, 382, 384, 391, 397, 398, 403, 406, 436,
        439, 0xf0002, 0xf0005
    };

    @Test
    void theDocumentSaysWhatTheTableHolds() throws IOException {
        String written = Files.readString(SyscallDocument.FILE, StandardCharsets.UTF_8);

        assertThat(SyscallDocument.text())
                .as("docs/syscalls.md; run SyscallDocument in linux-server to write it anew")
                .isEqualTo(written);
    }

    @Test
    void everyObservedCallHasARow() {
        LinuxLab lab = new LinuxLab(new ArmCode().exit(0));
        lab.status();

        for (int number : OBSERVED) {
            assertThat(lab.linux.syscalls().row(number)).as("call %d", number).isNotNull();
        }
    }
}
