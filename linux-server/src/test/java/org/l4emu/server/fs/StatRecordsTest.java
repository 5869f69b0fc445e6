package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Offsets are those the cross compiler gives for asm/stat.h, linux/stat.h and asm/statfs.h. */
class StatRecordsTest {
    private final Files files = new Files();
    private Inode file;

    @BeforeEach
    void makeFile() {
        files.write("/f", "x".repeat(5000));
        file = files.inode("/f");
        file.setOwner(0x12345, 0x6789a);
        file.setPermissions(04751);
        files.server.now = 33_000_000_007L;
        file.setTimes(11_000_000_005L, -1);
    }

    private static ByteBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void stat64HasTheLayoutOfTheHeaders() {
        ByteBuffer b = words(StatRecords.stat64(file));

        assertThat(b.capacity()).isEqualTo(104);
        assertThat(b.getLong(0)).isEqualTo(1);
        assertThat(b.getInt(12)).isEqualTo(file.number());
        assertThat(b.getInt(16)).isEqualTo(0104751);
        assertThat(b.getInt(20)).isEqualTo(1);
        assertThat(b.getInt(24)).isEqualTo(0x12345);
        assertThat(b.getInt(28)).isEqualTo(0x6789a);
        assertThat(b.getLong(48)).isEqualTo(5000);
        assertThat(b.getInt(56)).isEqualTo(4096);
        assertThat(b.getLong(64)).isEqualTo(16);
        assertThat(b.getInt(72)).isEqualTo(11);
        assertThat(b.getInt(76)).isEqualTo(5);
        assertThat(b.getInt(80)).as("before the epoch").isEqualTo(-1);
        assertThat(b.getInt(84)).isEqualTo(999_999_999);
        assertThat(b.getInt(88)).isEqualTo(33);
        assertThat(b.getInt(92)).isEqualTo(7);
        assertThat(b.getLong(96)).isEqualTo(file.number());
    }

    @Test
    void theOldStatHasTheLayoutOfTheHeaders() {
        ByteBuffer b = words(StatRecords.stat(file));

        assertThat(b.capacity()).isEqualTo(64);
        assertThat(b.getInt(4)).isEqualTo(file.number());
        assertThat(b.getShort(8) & 0xffff).isEqualTo(0104751);
        assertThat(b.getShort(10)).isEqualTo((short) 1);
        assertThat(b.getInt(20)).isEqualTo(5000);
        assertThat(b.getInt(24)).isEqualTo(4096);
        assertThat(b.getInt(28)).isEqualTo(16);
        assertThat(b.getInt(32)).isEqualTo(11);
        assertThat(b.getInt(48)).isEqualTo(33);
    }

    @Test
    void statxHasTheLayoutOfTheHeaders() {
        ByteBuffer b = words(StatRecords.statx(file));

        assertThat(b.capacity()).isEqualTo(256);
        assertThat(b.getInt(0)).isEqualTo(0x7ff);
        assertThat(b.getInt(16)).isEqualTo(1);
        assertThat(b.getInt(20)).isEqualTo(0x12345);
        assertThat(b.getShort(28) & 0xffff).isEqualTo(0104751);
        assertThat(b.getLong(32)).isEqualTo(file.number());
        assertThat(b.getLong(40)).isEqualTo(5000);
        assertThat(b.getLong(48)).isEqualTo(16);
        assertThat(b.getLong(64)).isEqualTo(11);
        assertThat(b.getInt(72)).isEqualTo(5);
        assertThat(b.getLong(96)).isEqualTo(33);
        assertThat(b.getLong(112)).isEqualTo(-1);
        assertThat(b.getInt(140)).isEqualTo(1);
    }

    @Test
    void devicesAreEncodedAsTheKernelDoes() {
        ByteBuffer b = words(StatRecords.stat64(files.inode("/dev/zero")));

        assertThat(b.getLong(32)).isEqualTo(0x105);
        assertThat(StatRecords.device(0x12, 0x345)).isEqualTo(0x301245);
    }

    @Test
    void statfsHasTheLayoutOfTheHeaders() {
        ByteBuffer wide = words(StatRecords.statfs64(file.fileSystem()));
        ByteBuffer old = words(StatRecords.statfs(file.fileSystem()));

        assertThat(wide.capacity()).isEqualTo(84);
        assertThat(wide.getInt(0)).isEqualTo(0x01021994);
        assertThat(wide.getLong(8)).isEqualTo(1000);
        assertThat(wide.getLong(16)).isEqualTo(998);
        assertThat(wide.getInt(56)).isEqualTo(255);
        assertThat(old.capacity()).isEqualTo(64);
        assertThat(old.getInt(8)).isEqualTo(1000);
        assertThat(old.getInt(36)).isEqualTo(255);
    }
}
