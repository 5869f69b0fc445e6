package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.l4emu.server.syscall.Syscall;
import org.l4emu.server.syscall.SyscallTable;

class FsSyscallsTest {
    @Test
    void theCallsBusyboxUsesAreThere() {
        Files files = new Files();
        SyscallTable table = new SyscallTable();
        FsSyscalls.register(table, files.vfs, files.server);

        int[] observed = {
            3, 4, 6, 9, 10, 12, 15, 33, 36, 38, 39, 40, 54, 60, 61, 63, 83, 85, 94, 118, 133, 140,
            146, 168, 183, 193, 194, 207, 217, 221, 228, 229, 230, 231, 234, 239, 251, 252, 266,
            267, 270, 322, 324, 325, 328, 331, 333, 335, 348, 357, 358, 359, 382, 391, 397, 436, 439
        };
        for (int number : observed) {
            assertThat(table.row(number)).as("system call %s", number).isNotNull();
        }
    }

    @Test
    void onlyPartialAndAbsentCallsHaveANote() {
        Files files = new Files();
        SyscallTable table = new SyscallTable();
        FsSyscalls.register(table, files.vfs, files.server);

        assertThat(table.rows())
                .allSatisfy(
                        row ->
                                assertThat(row.note().isEmpty())
                                        .as(row.name())
                                        .isEqualTo(row.status() == Syscall.Status.FULL));
    }
}
