package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.l4emu.server.mm.MemoryLab.R;
import static org.l4emu.server.mm.MemoryLab.RW;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.server.mm.MemoryLab.User;
import org.l4emu.server.process.Errno;

class UserMemoryTest {
    private static final int BASE = 0x40000000;

    private final MemoryLab lab = new MemoryLab();
    private final UserMemory memory = lab.user;
    private final User user = lab.user();

    @Test
    void valuesOfEverySizeComeBackAcrossAPageBoundary() {
        user.mapAnonymous(BASE, 0x2000, RW);

        for (int at = BASE + 0xff8; at <= BASE + 0x1000; at++) {
            memory.setLong(user.task, at, 0x1122334455667788L);
            assertThat(memory.getLong(user.task, at)).isEqualTo(0x1122334455667788L);
            memory.setInt(user.task, at, 0x89abcdef);
            assertThat(memory.getInt(user.task, at)).isEqualTo(0x89abcdef);
            memory.setShort(user.task, at, 0xfedc);
            assertThat(memory.getShort(user.task, at)).isEqualTo((short) 0xfedc);
        }
    }

    @Test
    void theUserSeesWhatTheServerWroteAndTheOtherWayRound() {
        user.mapAnonymous(BASE, 0x1000, RW);

        memory.setInt(user.task, BASE, 0x04030201);
        assertThat(user.load(BASE + 2)).isEqualTo((byte) 3);

        user.store(BASE + 2, 0x33);
        assertThat(memory.getInt(user.task, BASE)).isEqualTo(0x04330201);
    }

    @Test
    void aMappingFromBeforeTheServersCopyIsTakenBack() {
        MemoryLab.TestFile file = lab.new TestFile(new byte[] {5});
        user.mapFile(BASE, 1, RW, false, file);
        assertThat(user.load(BASE)).isEqualTo((byte) 5);

        memory.setByte(user.task, BASE, 6);

        assertThat(user.isMapped(BASE, false)).isFalse();
        assertThat(user.load(BASE)).isEqualTo((byte) 6);
        assertThat(file.at(0)).isEqualTo((byte) 5);
    }

    @Test
    void badAddressesFault() {
        user.mapAnonymous(BASE, 0x1000, R);

        assertFaults(() -> memory.getInt(user.task, 0));
        assertFaults(() -> memory.getInt(user.task, BASE + 0xffe));
        assertFaults(() -> memory.setByte(user.task, BASE, 1));
        assertFaults(() -> memory.getByte(user.task, 0xbf000000));
        assertFaults(() -> memory.getByte(user.task, 0xc0100000));
        assertFaults(() -> memory.getByte(user.task, -1));
        assertFaults(() -> memory.copyIn(user.task, BASE + 0x800, 0x801));
        assertFaults(() -> memory.readString(user.task, 4, 10));
    }

    @Test
    void aSplitStoreToABadPageChangesNothing() {
        user.mapAnonymous(BASE, 0x1000, RW);

        assertFaults(() -> memory.setInt(user.task, BASE + 0xffe, -1));

        assertThat(memory.getShort(user.task, BASE + 0xffe)).isZero();
    }

    @Test
    void blocksAreCopiedAcrossPages() {
        user.mapAnonymous(BASE, 0x4000, RW);
        byte[] bytes = new byte[9000];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i * 7);
        }

        memory.copyOut(user.task, BASE + 100, bytes);

        assertThat(memory.copyIn(user.task, BASE + 100, 9000)).isEqualTo(bytes);
        assertThat(memory.getByte(user.task, BASE + 99)).isZero();
        memory.zero(user.task, BASE + 200, 8000);
        assertThat(memory.copyIn(user.task, BASE + 200, 8000)).containsOnly(0);
        assertThat(memory.getByte(user.task, BASE + 8200)).isEqualTo(bytes[8100]);
    }

    @Test
    void stringsEndAtTheirNulOrAtTheLimit() {
        user.mapAnonymous(BASE, 0x2000, RW);
        byte[] text = "x".repeat(5000).getBytes(StandardCharsets.ISO_8859_1);
        memory.copyOut(user.task, BASE + 10, text);

        assertThat(memory.readString(user.task, BASE + 10, 6000)).isEqualTo(text);
        assertThat(memory.readString(user.task, BASE + 10, 4096)).hasSize(4096);
        assertThat(memory.readString(user.task, BASE, 10)).isEmpty();
    }

    @Test
    void aStringThatEndsWithThePageDoesNotTouchTheNext() {
        user.mapAnonymous(BASE, 0x1000, RW);
        memory.setInt(user.task, BASE + 0xffc, 0x00636261);

        assertThat(memory.readString(user.task, BASE + 0xffc, 100)).asString().isEqualTo("abc");
    }

    @Test
    void stringArraysAreReadToTheirNullPointer() {
        user.mapAnonymous(BASE, 0x1000, RW);
        memory.copyOut(user.task, BASE + 0x100, new byte[] {'a', 0, 'b', 'c', 0});
        memory.setInt(user.task, BASE, BASE + 0x100);
        memory.setInt(user.task, BASE + 4, BASE + 0x102);

        ErrorOr<List<byte[]>> strings = memory.readStrings(user.task, BASE, 100);

        assertThat(strings.get()).containsExactly(new byte[] {'a'}, new byte[] {'b', 'c'});
        assertThat(memory.readStrings(user.task, 0, 100).get()).isEmpty();
        assertThat(memory.readStrings(user.task, BASE, 12).error()).isEqualTo(-Errno.E2BIG);
    }

    @Test
    void compareAndExchangeStoresOnlyOverWhatItExpects() {
        user.mapAnonymous(BASE, 0x1000, RW);
        memory.setInt(user.task, BASE, 5);

        assertThat(memory.compareAndExchange(user.task, BASE, 4, 9)).isEqualTo(5);
        assertThat(memory.getInt(user.task, BASE)).isEqualTo(5);
        assertThat(memory.compareAndExchange(user.task, BASE, 5, 9)).isEqualTo(5);
        assertThat(memory.getInt(user.task, BASE)).isEqualTo(9);
    }

    @Test
    void oneSharedPageHasOneFrameWhoeverAsks() {
        SharedMemory shared = new SharedMemory(lab.machine.frames(), 1);
        User other = lab.user();
        user.mapFile(BASE, 1, RW, true, shared);
        other.mapFile(0x50000000, 1, RW, true, shared);

        assertThat(memory.frameOf(user.task, BASE + 4, false))
                .isEqualTo(memory.frameOf(other.task, 0x50000004, true));
    }

    @Test
    void accessibilityCoversEveryPageOfTheRange() {
        user.mapAnonymous(BASE, 0x2000, RW);
        user.mapAnonymous(BASE + 0x2000, 0x1000, R);

        assertThat(memory.isAccessible(user.task, BASE, 0x3000, false)).isTrue();
        assertThat(memory.isAccessible(user.task, BASE, 0x3000, true)).isFalse();
        assertThat(memory.isAccessible(user.task, BASE, 0x3001, false)).isFalse();
        assertThat(memory.isAccessible(user.task, BASE, -1, false)).isFalse();
    }

    private static void assertFaults(Runnable access) {
        assertThatThrownBy(access::run).isSameAs(UserFault.INSTANCE);
    }
}
