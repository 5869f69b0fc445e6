package org.l4emu.server.mm;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.Machine;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.microkernel.environment.ClosedEnvironment;
import org.l4emu.microkernel.memory.AddressSpace;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.memory.Frame;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Task;

/** A real microkernel with a server that owns all of RAM, and users that fault on it. */
final class MemoryLab {
    static final int RW = Area.PROT_READ | Area.PROT_WRITE;
    static final int R = Area.PROT_READ;

    private static final int FIRST_FRAME = 16;

    private final Kernel kernel;
    private final L4Thread server;
    private int tasks = 10;

    final MachineMemory machine;
    final UserMemory user;
    final FaultHandler faults;

    MemoryLab() {
        this(4096);
    }

    MemoryLab(int frames) {
        EventSink sink = mock(EventSink.class, withSettings().stubOnly());
        ClosedEnvironment environment =
                new ClosedEnvironment(
                        new PriorityRoundRobin(), 1, new byte[0], (device, b, at, length) -> {});
        MachineConfiguration configuration =
                new MachineConfiguration((long) frames << 12, 100, 1_000_000, 0);
        kernel = new Machine(configuration, environment, sink).kernel();
        L4Task sigma0 = kernel.createTask(2, ThreadId.NIL);
        L4Task serverTask = kernel.createTask(4, ThreadId.NIL);
        kernel.mappings().ownAll(sigma0.space());
        kernel.mappings().mapAll(sigma0.space(), serverTask.space());
        server = kernel.createThread(serverTask, 0, "server");
        PhysicalWindow window = new PhysicalWindow(server.context());
        FrameAllocator allocator = new FrameAllocator(window, FIRST_FRAME, frames);
        machine = new MachineMemory(server.context(), window, allocator);
        user = new UserMemory(machine);
        faults = new FaultHandler(machine.context());
    }

    /** One process: a Linux task, its address space and its L4 task. */
    final class User {
        final Mm mm;
        final Task task = mock(Task.class, withSettings().stubOnly());
        private final AddressSpace space = kernel.createTask(tasks++, ThreadId.NIL).space();

        User(Mm mm) {
            this.mm = mm;
            when(task.mm()).thenReturn(mm);
            when(task.hasMm()).thenReturn(true);
            when(task.credentials()).thenReturn(Credentials.ROOT);
        }

        /** A user access: faults until it is allowed; the last result of the pager. */
        PageFaultResult access(int address, boolean write) {
            PageFaultResult result = PageFaultResult.MAPPED;
            for (int tries = 0; !space.hasRight(address, write); tries++) {
                result = faults.handle(mm, address, write);
                if (result != PageFaultResult.MAPPED || tries > 2) {
                    server.context().clearMapItems();
                    return tries > 2 ? PageFaultResult.OUT_OF_MEMORY : result;
                }
                deliverMapItems();
            }
            return result;
        }

        private void deliverMapItems() {
            for (int i = 0; i < server.ipc.mapItems; i++) {
                kernel.mappings()
                        .map(
                                server.task().space(),
                                server.ipc.sendFlexpages[i],
                                space,
                                Flexpage.COMPLETE,
                                server.ipc.hotspots[i]);
            }
            server.context().clearMapItems();
        }

        byte load(int address) {
            if (access(address, false) != PageFaultResult.MAPPED) {
                throw new AssertionError("load faults at " + Integer.toHexString(address));
            }
            return bytes(address)[address & 0xfff];
        }

        void store(int address, int value) {
            if (access(address, true) != PageFaultResult.MAPPED) {
                throw new AssertionError("store faults at " + Integer.toHexString(address));
            }
            bytes(address)[address & 0xfff] = (byte) value;
        }

        private byte[] bytes(int address) {
            Frame frame = space.frame(address);
            if (frame == null) {
                throw new AssertionError("nothing mapped at " + Integer.toHexString(address));
            }
            return frame.bytes();
        }

        /** True if the microkernel holds a mapping, so that an access would not fault. */
        boolean isMapped(int address, boolean write) {
            return space.hasRight(address, write);
        }

        /** Frame the microkernel mapped. */
        int frame(int address) {
            Frame frame = space.frame(address);
            return frame == null ? -1 : frame.number();
        }

        /** Sets the registers of the next system call. */
        User args(int... values) {
            for (int i = 0; i < values.length; i++) {
                when(task.arg(i)).thenReturn(values[i]);
            }
            return this;
        }

        /** fork; the child gets an L4 task of its own. */
        User fork() {
            return new User(mm.fork(0));
        }

        User fork(int stackPointer) {
            return new User(mm.fork(stackPointer));
        }

        /** clone(CLONE_VM): another L4 task for the same memory. */
        User cloneVm() {
            mm.retain();
            return new User(mm);
        }

        /** exit: the L4 task dies, then the memory goes. */
        void exit() {
            kernel.mappings().removeAll(space);
            mm.release();
        }

        /** Maps private anonymous memory at a fixed address. */
        void mapAnonymous(int address, int bytes, int prot) {
            int first = address >>> 12;
            mm.map().insert(AddressMap.anonymous(first, first + (bytes >>> 12), prot, ""));
        }

        /** Maps pages of a file. */
        void mapFile(int address, int pages, int prot, boolean shared, FilePages file) {
            int first = address >>> 12;
            mm.map().insert(new Area(first, first + pages, prot, shared, file, 0, "/file"));
        }
    }

    User user() {
        return new User(new Mm(machine, new MemoryLimits()));
    }

    int freeFrames() {
        return machine.frames().totalCount() - machine.frames().allocatedCount();
    }

    /** A file in the page cache. */
    final class TestFile implements FilePages, ExecutableFile, MappableFile {
        final int[] frames;
        private final int size;
        String path = "/file";
        int mode = 0755;
        boolean writable = true;
        int areas;

        TestFile(byte[] contents) {
            size = contents.length;
            frames = new int[(size + 0xfff) >>> 12];
            for (int i = 0; i < frames.length; i++) {
                frames[i] = machine.frames().allocate();
                int length = Math.min(4096, size - (i << 12));
                System.arraycopy(
                        contents, i << 12, machine.window().writable(frames[i]), 0, length);
            }
        }

        byte at(int offset) {
            return machine.window().bytes(frames[offset >>> 12])[offset & 0xfff];
        }

        @Override
        public int frameForMapping(int index) {
            return index < frames.length ? frames[index] : -1;
        }

        @Override
        public int cachedFrame(int index) {
            return frameForMapping(index);
        }

        @Override
        public long sizeBytes() {
            return size;
        }

        @Override
        public void retain() {
            areas++;
        }

        @Override
        public void release() {
            areas--;
        }

        @Override
        public FilePages pages() {
            return this;
        }

        @Override
        public boolean isReadable() {
            return true;
        }

        @Override
        public boolean isWritable() {
            return writable;
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public int mode() {
            return mode;
        }

        @Override
        public int uid() {
            return 0;
        }

        @Override
        public int gid() {
            return 0;
        }
    }
}
