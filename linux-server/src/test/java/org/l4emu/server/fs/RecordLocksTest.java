package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordLocksTest {
    private final Files files = new Files();
    private final RecordLocks locks = files.vfs.locks();
    private Inode file;

    @BeforeEach
    void makeFile() {
        files.write("/f", "");
        file = files.inode("/f");
    }

    @Test
    void readersShareAndWritersDoNot() {
        locks.set(file, 1, RecordLocks.READ, 0, 10);

        assertThat(locks.conflict(file, 2, RecordLocks.READ, 5, 6)).isNull();
        assertThat(locks.conflict(file, 2, RecordLocks.WRITE, 9, 20)).isNotNull();
        assertThat(locks.conflict(file, 2, RecordLocks.WRITE, 10, 20)).isNull();
        assertThat(locks.conflict(file, 1, RecordLocks.WRITE, 0, 10)).isNull();
    }

    @Test
    void unlockingTheMiddleSplitsALock() {
        locks.set(file, 1, RecordLocks.WRITE, 0, 100);
        locks.set(file, 1, RecordLocks.UNLOCK, 40, 60);

        assertThat(locks.conflict(file, 2, RecordLocks.READ, 39, 40)).isNotNull();
        assertThat(locks.conflict(file, 2, RecordLocks.READ, 40, 60)).isNull();
        assertThat(locks.conflict(file, 2, RecordLocks.READ, 60, 61)).isNotNull();
    }

    @Test
    void theEndOfAProcessFreesItsLocks() {
        locks.set(file, 1, RecordLocks.WRITE, 0, Long.MAX_VALUE);
        files.vfs.processEnded(1);

        assertThat(locks.conflict(file, 2, RecordLocks.WRITE, 0, 1)).isNull();
    }

    @Test
    void flockBelongsToTheOpenFile() {
        OpenFile one = files.open("/f", Files.READ);
        OpenFile two = files.open("/f", Files.READ);

        assertThat(locks.flock(one, 1)).isTrue();
        assertThat(locks.flock(two, 1)).isTrue();
        assertThat(locks.flock(one, 2)).isFalse();
        two.release();
        assertThat(locks.flock(one, 2)).isTrue();
    }
}
