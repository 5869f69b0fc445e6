package org.l4emu.microkernel.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MappingDatabaseTest {
    private static final int PAGE = Flexpage.PAGE_SIZE;

    private final PhysicalMemory memory = new PhysicalMemory(16 << 20);
    private final MappingDatabase database =
            new MappingDatabase(
                    memory,
                    new MappingDatabase.Listener() {
                        @Override
                        public void mapped(
                                boolean granted,
                                AddressSpace source,
                                int sourcePage,
                                AddressSpace target,
                                int targetPage,
                                int pagesLog2,
                                boolean writable) {}

                        @Override
                        public void revoked(
                                AddressSpace source, int sourcePage, boolean onlyWriteRight) {}
                    });
    private final AddressSpace root = new AddressSpace(1, new byte[PAGE]);
    private final AddressSpace a = new AddressSpace(2, new byte[PAGE]);
    private final AddressSpace b = new AddressSpace(3, new byte[PAGE]);

    @BeforeEach
    void rootOwnsEverything() {
        database.ownAll(root);
    }

    private void map(AddressSpace from, int at, AddressSpace to, int where, boolean writable) {
        database.map(from, Flexpage.page(at, writable), to, Flexpage.COMPLETE, where);
    }

    @Test
    void aMappedPageIsTheSameMemory() {
        map(root, 5 * PAGE, a, 0x8000, true);

        assertThat(a.readablePage(0x8000)).isSameAs(memory.frame(5).bytes());
        assertThat(a.writablePage(0x8000)).isSameAs(memory.frame(5).bytes());
        assertThat(a.readablePage(0x9000)).isNull();
    }

    @Test
    void rightsNeverGrowAlongTheTree() {
        map(root, 5 * PAGE, a, 0x8000, false);
        map(a, 0x8000, b, 0x4000, true);

        assertThat(b.readablePage(0x4000)).isNotNull();
        assertThat(b.isWritable(0x4000)).isFalse();
        assertThat(b.writablePage(0x4000)).isNull();
    }

    @Test
    void mappingOverAMappingIsIgnored() {
        map(root, 5 * PAGE, a, 0x8000, true);
        map(root, 6 * PAGE, a, 0x8000, true);

        assertThat(a.frame(0x8000)).isSameAs(memory.frame(5));
    }

    @Test
    void unmapTakesEverythingDerivedButNotOnesOwn() {
        map(root, 5 * PAGE, a, 0x8000, true);
        map(a, 0x8000, b, 0x4000, true);

        database.unmap(a, Flexpage.page(0x8000, true), false, false);

        assertThat(b.frame(0x4000)).isNull();
        assertThat(b.readablePage(0x4000)).isNull();
        assertThat(a.readablePage(0x8000)).isNotNull();
    }

    @Test
    void flushTakesOnesOwnToo() {
        map(root, 5 * PAGE, a, 0x8000, true);
        map(a, 0x8000, b, 0x4000, true);

        database.unmap(a, Flexpage.page(0x8000, true), false, true);

        assertThat(a.frame(0x8000)).isNull();
        assertThat(b.frame(0x4000)).isNull();
        assertThat(root.frame(5 * PAGE)).isNotNull();
    }

    @Test
    void takingTheWriteRightReachesAllDescendants() {
        map(root, 5 * PAGE, a, 0x8000, true);
        map(a, 0x8000, b, 0x4000, true);

        database.unmap(root, Flexpage.page(5 * PAGE, true), true, false);

        assertThat(a.writablePage(0x8000)).isNull();
        assertThat(b.writablePage(0x4000)).isNull();
        assertThat(b.readablePage(0x4000)).isNotNull();
        assertThat(root.isWritable(5 * PAGE)).isTrue();
    }

    @Test
    void grantMovesThePageAndKeepsItsPlaceInTheTree() {
        map(root, 5 * PAGE, a, 0x8000, true);
        database.map(a, Flexpage.of(0x8000, 12, true, true), b, Flexpage.COMPLETE, 0x4000);

        assertThat(a.frame(0x8000)).isNull();
        assertThat(b.frame(0x4000)).isSameAs(memory.frame(5));

        database.unmap(root, Flexpage.page(5 * PAGE, true), false, false);

        assertThat(b.frame(0x4000)).isNull();
    }

    @Test
    void aLargerSentPageIsReducedToTheWindowAtTheHotspot() {
        database.map(
                root,
                Flexpage.of(4 * PAGE, 14, true, false),
                a,
                Flexpage.of(0x10000, 12, true, false),
                2 * PAGE);

        assertThat(a.frame(0x10000)).isSameAs(memory.frame(6));
        assertThat(a.frame(0x11000)).isNull();
    }

    @Test
    void aSmallerSentPageLandsAtTheHotspotInTheWindow() {
        database.map(
                root,
                Flexpage.of(4 * PAGE, 13, true, false),
                a,
                Flexpage.of(0x10000, 15, true, false),
                0x2000);

        assertThat(a.frame(0x12000)).isSameAs(memory.frame(4));
        assertThat(a.frame(0x13000)).isSameAs(memory.frame(5));
    }

    @Test
    void theKernelPageCannotBeMappedOver() {
        map(root, 5 * PAGE, a, 0xffff0000, true);

        assertThat(a.frame(0xffff0000)).isNull();
    }

    @Test
    void aDeadSpaceTakesItsDescendantsAlong() {
        map(root, 5 * PAGE, a, 0x8000, true);
        map(a, 0x8000, b, 0x4000, true);

        database.removeAll(a);

        assertThat(b.frame(0x4000)).isNull();
    }
}
