package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.l4emu.server.mm.MemoryLab.RW;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.extension.ExtendWith;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;
import org.l4emu.testkit.SeedExtension;

/**
 * Random histories of several address spaces against a model of one byte a page. After every
 * operation, what the microkernel maps must be allowed by the model and show the model's byte.
 */
@ExtendWith(SeedExtension.class)
class MemoryModelTest {
    private static final int FIRST = 0x40000;
    private static final int PAGES = 40;
    private static final int STEPS = 400;
    private static final int SPACES_MAX = 5;

    private final MemoryLab lab = new MemoryLab();
    private final TestFile file = lab.new TestFile(new byte[8 * 4096]);
    private final byte[] fileBytes = new byte[8];
    private final List<Space> spaces = new ArrayList<>();

    /** One byte somebody may share. */
    private static final class Cell {
        int value;
        final int filePage;

        Cell(int value, int filePage) {
            this.value = value;
            this.filePage = filePage;
        }
    }

    /** A page of the model: its right and where its byte is. */
    private record Page(int prot, boolean shared, Cell cell) {
        Page with(int newProt) {
            return new Page(newProt, shared, cell);
        }
    }

    /** An address space of the model and the L4 tasks that use it. */
    private static final class Space {
        final List<User> users = new ArrayList<>();
        final TreeMap<Integer, Page> pages = new TreeMap<>();
    }

    /** A private page of a file shows the file until it is written. */
    private int expected(Page page) {
        Cell cell = page.cell();
        return cell.filePage >= 0 ? fileBytes[cell.filePage] : cell.value;
    }

    @RepeatedTest(40)
    void everyHistoryAgreesWithTheModel(SplittableRandom random) {
        int free = lab.freeFrames();
        Space first = new Space();
        first.users.add(lab.user());
        spaces.add(first);

        for (int step = 0; step < STEPS; step++) {
            Space space = spaces.get(random.nextInt(spaces.size()));
            operate(space, random);
            check();
        }

        while (!spaces.isEmpty()) {
            exit(spaces.get(0));
        }
        assertThat(lab.freeFrames()).isEqualTo(free);
        assertThat(file.areas).isZero();
    }

    private void operate(Space space, SplittableRandom random) {
        int page = FIRST + random.nextInt(PAGES);
        int count = 1 + random.nextInt(Math.min(8, FIRST + PAGES - page));
        User user = space.users.get(random.nextInt(space.users.size()));
        switch (random.nextInt(12)) {
            case 0 -> mapAnonymous(space, user, page, count, random.nextBoolean());
            case 1 -> mapFile(space, user, page, Math.min(count, 8), random.nextBoolean());
            case 2 -> unmap(space, user, page, count);
            case 3 -> protect(space, user, page, count, random.nextInt(4));
            case 4 -> drop(space, user, page, count);
            case 5 -> fork(space, user, page << 12);
            case 6 -> move(space, user, page, FIRST + random.nextInt(PAGES));
            case 7 -> {
                if (spaces.size() > 1 && random.nextInt(3) == 0) {
                    exit(space);
                } else if (space.users.size() < 3) {
                    space.users.add(user.cloneVm());
                }
            }
            case 8 -> serverStore(space, user, page, random.nextInt(100));
            default -> {
                for (int i = 0; i < count; i++) {
                    access(space, user, page + i, random.nextBoolean(), random.nextInt(100));
                }
            }
        }
    }

    private void mapAnonymous(Space space, User user, int page, int count, boolean shared) {
        FilePages memory = shared ? new SharedMemory(lab.machine.frames(), count) : null;
        user.mm.map().unmap(page, page + count);
        user.mm.map().insert(new Area(page, page + count, RW, shared, memory, 0, ""));
        for (int i = 0; i < count; i++) {
            space.pages.put(page + i, new Page(RW, shared, new Cell(0, -1)));
        }
    }

    private void mapFile(Space space, User user, int page, int count, boolean shared) {
        user.mm.map().unmap(page, page + count);
        user.mm.map().insert(new Area(page, page + count, RW, shared, file, 0, "/file"));
        for (int i = 0; i < count; i++) {
            space.pages.put(page + i, new Page(RW, shared, new Cell(0, i)));
        }
    }

    private static void unmap(Space space, User user, int page, int count) {
        assertThat(user.mm.map().unmap(page, page + count)).isZero();
        space.pages.subMap(page, page + count).clear();
    }

    private static void protect(Space space, User user, int page, int count, int prot) {
        int rights = prot == 2 ? RW : prot;
        user.mm.map().protect(page, page + count, rights);
        for (int i = page; i < page + count && space.pages.containsKey(i); i++) {
            space.pages.computeIfPresent(i, (key, old) -> old.with(rights));
        }
    }

    /** MADV_DONTNEED: private pages become new again; which file page they show is in the area. */
    private static void drop(Space space, User user, int page, int count) {
        user.mm.map().zap(page, page + count);
        for (int i = page; i < page + count; i++) {
            Area area = user.mm.areas().find(i);
            if (area != null && !area.shared) {
                int filePage = area.file == null ? -1 : area.filePageOf(i);
                space.pages.computeIfPresent(
                        i, (key, old) -> new Page(old.prot(), false, new Cell(0, filePage)));
            }
        }
    }

    private void fork(Space space, User user, int stackPointer) {
        if (spaces.size() == SPACES_MAX) {
            return;
        }
        Space child = new Space();
        child.users.add(user.fork(stackPointer));
        for (Map.Entry<Integer, Page> entry : space.pages.entrySet()) {
            Page page = entry.getValue();
            Cell cell = page.cell();
            Cell theirs = page.shared() ? cell : new Cell(cell.value, cell.filePage);
            child.pages.put(entry.getKey(), new Page(page.prot(), page.shared(), theirs));
        }
        spaces.add(child);
    }

    private static void move(Space space, User user, int page, int target) {
        Area area = user.mm.areas().find(page);
        if (area == null || page == target || user.mm.areas().find(target) != null) {
            return;
        }
        assertThat(user.mm.map().move(area, page, page + 1, target, 1)).isEqualTo(target);
        space.pages.put(target, space.pages.remove(page));
    }

    private void exit(Space space) {
        for (User user : space.users) {
            user.exit();
        }
        spaces.remove(space);
    }

    private void access(Space space, User user, int page, boolean write, int value) {
        int address = page << 12;
        Page model = space.pages.get(page);
        PageFaultResult expected =
                model == null
                        ? PageFaultResult.NOT_MAPPED
                        : model.prot() == 0 || (write && (model.prot() & 2) == 0)
                                ? PageFaultResult.NOT_ALLOWED
                                : PageFaultResult.MAPPED;
        assertThat(user.access(address, write)).isEqualTo(expected);
        if (model != null && expected == PageFaultResult.MAPPED) {
            assertThat(user.load(address)).isEqualTo((byte) expected(model));
            if (write) {
                user.store(address, value);
                stored(space, page, model, value);
            }
        }
    }

    private void serverStore(Space space, User user, int page, int value) {
        Page model = space.pages.get(page);
        boolean allowed = lab.user.isAccessible(user.task, page << 12, 1, true);
        assertThat(allowed).isEqualTo(model != null && (model.prot() & 2) != 0);
        if (model != null && allowed) {
            assertThat(lab.user.getByte(user.task, page << 12)).isEqualTo((byte) expected(model));
            lab.user.setByte(user.task, page << 12, value);
            stored(space, page, model, value);
        }
    }

    private void stored(Space space, int page, Page model, int value) {
        Cell cell = model.cell();
        if (cell.filePage >= 0 && model.shared()) {
            fileBytes[cell.filePage] = (byte) value;
        } else if (cell.filePage >= 0) {
            space.pages.put(page, new Page(model.prot(), false, new Cell(value, -1)));
        } else {
            cell.value = value;
        }
    }

    /** No L4 task holds a right or sees a byte the model denies; M1 to M4 hold. */
    private void check() {
        for (Space space : spaces) {
            for (User user : space.users) {
                for (int page = FIRST; page < FIRST + PAGES; page++) {
                    checkEntry(user, page);
                    if (user.isMapped(page << 12, false)) {
                        Page model = space.pages.get(page);
                        assertThat(model).as("page %x is mapped", page).isNotNull();
                        assertThat(model.prot()).isNotZero();
                        if (user.isMapped(page << 12, true)) {
                            assertThat(model.prot()).isEqualTo(RW);
                        }
                        assertThat(user.load(page << 12)).isEqualTo((byte) expected(model));
                    }
                }
            }
        }
    }

    private void checkEntry(User user, int page) {
        int entry = user.mm.pages().get(page);
        int frame = entry >>> PageTable.FRAME_SHIFT;
        Area area = user.mm.areas().find(page);
        assertThat(entry == 0 || area != null).isTrue();
        if (user.isMapped(page << 12, false)) {
            assertThat(entry & PageTable.MAPPED).as("M3").isNotZero();
            assertThat(entry & PageTable.READ).as("M1").isNotZero();
            assertThat(user.frame(page << 12)).as("M4").isEqualTo(frame);
        }
        if (user.isMapped(page << 12, true)) {
            assertThat(entry & PageTable.WRITE).as("M1").isNotZero();
        }
        if (area != null && !area.shared && (entry & PageTable.WRITE) != 0) {
            assertThat(lab.machine.frames().users(frame)).as("M2").isEqualTo(1);
        }
    }
}
