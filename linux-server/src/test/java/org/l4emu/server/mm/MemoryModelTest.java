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
 * Random histories of several processes against a model of one byte a page. After every operation,
 * what the microkernel maps must be allowed by the model and show the model's byte.
 */
@ExtendWith(SeedExtension.class)
class MemoryModelTest {
    private static final int FIRST = 0x40000;
    private static final int PAGES = 40;
    private static final int STEPS = 400;
    private static final int PROCESSES_MAX = 5;

    private final MemoryLab lab = new MemoryLab();
    private final TestFile file = lab.new TestFile(new byte[8 * 4096]);
    private final byte[] fileBytes = new byte[8];
    private final List<Process> processes = new ArrayList<>();

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
    private static final class Process {
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
        Process first = new Process();
        first.users.add(lab.user());
        processes.add(first);

        for (int step = 0; step < STEPS; step++) {
            Process process = processes.get(random.nextInt(processes.size()));
            operate(process, random);
            check();
        }

        while (!processes.isEmpty()) {
            exit(processes.get(0));
        }
        assertThat(lab.freeFrames()).isEqualTo(free);
        assertThat(file.areas).isZero();
    }

    private void operate(Process process, SplittableRandom random) {
        int page = FIRST + random.nextInt(PAGES);
        int count = 1 + random.nextInt(Math.min(8, FIRST + PAGES - page));
        User user = process.users.get(random.nextInt(process.users.size()));
        switch (random.nextInt(12)) {
            case 0 -> mapAnonymous(process, user, page, count, random.nextBoolean());
            case 1 -> mapFile(process, user, page, Math.min(count, 8), random.nextBoolean());
            case 2 -> unmap(process, user, page, count);
            case 3 -> protect(process, user, page, count, random.nextInt(4));
            case 4 -> drop(process, user, page, count);
            case 5 -> fork(process, user, page << 12);
            case 6 -> move(process, user, page, FIRST + random.nextInt(PAGES));
            case 7 -> {
                if (processes.size() > 1 && random.nextInt(3) == 0) {
                    exit(process);
                } else if (process.users.size() < 3) {
                    process.users.add(user.cloneVm());
                }
            }
            case 8 -> serverStore(process, user, page, random.nextInt(100));
            default -> {
                for (int i = 0; i < count; i++) {
                    access(process, user, page + i, random.nextBoolean(), random.nextInt(100));
                }
            }
        }
    }

    private void mapAnonymous(Process process, User user, int page, int count, boolean shared) {
        FilePages memory = shared ? new SharedMemory(lab.machine.frames(), count) : null;
        user.mm.map().unmap(page, page + count);
        user.mm.map().insert(new Area(page, page + count, RW, shared, memory, 0, ""));
        for (int i = 0; i < count; i++) {
            process.pages.put(page + i, new Page(RW, shared, new Cell(0, -1)));
        }
    }

    private void mapFile(Process process, User user, int page, int count, boolean shared) {
        user.mm.map().unmap(page, page + count);
        user.mm.map().insert(new Area(page, page + count, RW, shared, file, 0, "/file"));
        for (int i = 0; i < count; i++) {
            process.pages.put(page + i, new Page(RW, shared, new Cell(0, i)));
        }
    }

    private static void unmap(Process process, User user, int page, int count) {
        assertThat(user.mm.map().unmap(page, page + count)).isZero();
        process.pages.subMap(page, page + count).clear();
    }

    private static void protect(Process process, User user, int page, int count, int prot) {
        int rights = prot == 2 ? RW : prot;
        user.mm.map().protect(page, page + count, rights);
        for (int i = page; i < page + count && process.pages.containsKey(i); i++) {
            process.pages.computeIfPresent(i, (key, old) -> old.with(rights));
        }
    }

    /** MADV_DONTNEED: private pages become new again; which file page they show is in the area. */
    private static void drop(Process process, User user, int page, int count) {
        user.mm.map().zap(page, page + count);
        for (int i = page; i < page + count; i++) {
            Area area = user.mm.areas().find(i);
            if (area != null && !area.shared) {
                int filePage = area.file == null ? -1 : area.filePageOf(i);
                process.pages.computeIfPresent(
                        i, (key, old) -> new Page(old.prot(), false, new Cell(0, filePage)));
            }
        }
    }

    private void fork(Process process, User user, int stackPointer) {
        if (processes.size() == PROCESSES_MAX) {
            return;
        }
        Process child = new Process();
        child.users.add(user.fork(stackPointer));
        for (Map.Entry<Integer, Page> entry : process.pages.entrySet()) {
            Page page = entry.getValue();
            Cell cell = page.cell();
            Cell theirs = page.shared() ? cell : new Cell(cell.value, cell.filePage);
            child.pages.put(entry.getKey(), new Page(page.prot(), page.shared(), theirs));
        }
        processes.add(child);
    }

    private static void move(Process process, User user, int page, int target) {
        Area area = user.mm.areas().find(page);
        if (area == null || page == target || user.mm.areas().find(target) != null) {
            return;
        }
        assertThat(user.mm.map().move(area, page, page + 1, target, 1)).isEqualTo(target);
        process.pages.put(target, process.pages.remove(page));
    }

    private void exit(Process process) {
        for (User user : process.users) {
            user.exit();
        }
        processes.remove(process);
    }

    private void access(Process process, User user, int page, boolean write, int value) {
        int address = page << 12;
        Page model = process.pages.get(page);
        PageFaultResult expected =
                model == null
                        ? PageFaultResult.NOT_MAPPED
                        : model.prot() == 0 || write && (model.prot() & 2) == 0
                                ? PageFaultResult.NOT_ALLOWED
                                : PageFaultResult.MAPPED;
        assertThat(user.access(address, write)).isEqualTo(expected);
        if (model != null && expected == PageFaultResult.MAPPED) {
            assertThat(user.load(address)).isEqualTo((byte) expected(model));
            if (write) {
                user.store(address, value);
                stored(process, page, model, value);
            }
        }
    }

    private void serverStore(Process process, User user, int page, int value) {
        Page model = process.pages.get(page);
        boolean allowed = lab.user.isAccessible(user.task, page << 12, 1, true);
        assertThat(allowed).isEqualTo(model != null && (model.prot() & 2) != 0);
        if (model != null && allowed) {
            assertThat(lab.user.getByte(user.task, page << 12)).isEqualTo((byte) expected(model));
            lab.user.setByte(user.task, page << 12, value);
            stored(process, page, model, value);
        }
    }

    private void stored(Process process, int page, Page model, int value) {
        Cell cell = model.cell();
        if (cell.filePage >= 0 && model.shared()) {
            fileBytes[cell.filePage] = (byte) value;
        } else if (cell.filePage >= 0) {
            process.pages.put(page, new Page(model.prot(), false, new Cell(value, -1)));
        } else {
            cell.value = value;
        }
    }

    /** No L4 task holds a right or sees a byte the model denies. */
    private void check() {
        for (Process process : processes) {
            for (User user : process.users) {
                for (int page = FIRST; page < FIRST + PAGES; page++) {
                    if (user.isMapped(page << 12, false)) {
                        Page model = process.pages.get(page);
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
}
