package org.l4emu.server.fs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ListingTest {
    private final Files files = new Files();
    private long position;

    @BeforeEach
    void makeDirectory() {
        files.mkdir(files.root, "/d", 0755);
        for (String name : List.of("one", "two", "three", "four")) {
            files.write("/d/" + name, "");
        }
    }

    /** Lists with room for {@code bytes}, from where the last listing ended. */
    private List<String> next(int bytes, boolean wide) {
        EntryRecords records = new EntryRecords(bytes, wide);
        ((Directory) files.inode("/d")).list(position, files.root, records);
        ArrayList<String> names = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(records.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        int at = 0;
        while (at < records.length()) {
            int size = buffer.getShort(at + (wide ? 16 : 8));
            int start = at + (wide ? 19 : 10);
            int end = start;
            while (buffer.get(end) != 0) {
                end++;
            }
            names.add(new String(records.bytes(), start, end - start, StandardCharsets.ISO_8859_1));
            at += size;
        }
        if (records.length() > 0) {
            position = records.next();
        }
        return names;
    }

    @Test
    void entriesComeInTheOrderTheyWereMade() {
        assertThat(next(4096, true)).containsExactly(".", "..", "one", "two", "three", "four");
        assertThat(next(4096, true)).isEmpty();
    }

    @Test
    void aListingGoesOnWhereItEnded() {
        assertThat(next(72, true)).containsExactly(".", "..", "one");
        assertThat(next(80, true)).containsExactly("two", "three", "four");
    }

    @Test
    void removingListedEntriesSkipsNothing() {
        assertThat(next(96, true)).containsExactly(".", "..", "one", "two");
        files.unlink(files.root, "/d/one");
        files.unlink(files.root, "/d/two");

        assertThat(next(4096, true)).containsExactly("three", "four");
    }

    @Test
    void entriesMadeLaterComeLaterAndNoneTwice() {
        assertThat(next(96, true)).containsExactly(".", "..", "one", "two");
        files.rename(files.root, "/d/four", "/d/vier");
        files.write("/d/five", "");

        assertThat(next(4096, true)).containsExactly("three", "vier", "five");
    }

    @Test
    void oldRecordsHoldTheSameNames() {
        assertThat(next(4096, false)).containsExactly(".", "..", "one", "two", "three", "four");
    }

    @Test
    void recordsAreAlignedAndTyped() {
        EntryRecords records = new EntryRecords(4096, true);
        records.entry("abc", 7, Mode.SYMBOLIC_LINK, 9);

        assertThat(records.length()).isEqualTo(24);
        assertThat(records.bytes()[0]).isEqualTo((byte) 7);
        assertThat(records.bytes()[8]).isEqualTo((byte) 9);
        assertThat(records.bytes()[18]).isEqualTo((byte) 10);
    }

    @Test
    void anEntryThatDoesNotFitIsTold() {
        EntryRecords records = new EntryRecords(10, true);

        assertThat(records.entry("abc", 7, Mode.REGULAR, 9)).isFalse();
        assertThat(records.isFull()).isTrue();
    }
}
