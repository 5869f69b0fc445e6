package org.l4emu.server.fs;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.ExecutableFile;
import org.l4emu.server.process.Task;

/** {@code /proc/PID}. */
final class ProcessDirectory extends ProcDirectory {
    private static final int DESCRIPTOR_NUMBERS = 1 << 30;

    private final int pid;
    private final ServerPort server;

    ProcessDirectory(FileSystem tree, ProcDirectory parent, int pid, Vfs vfs, ServerPort server) {
        super(tree, parent, Integer.toString(pid));
        this.pid = pid;
        this.server = server;
        ProcessTexts texts = new ProcessTexts(server, vfs);
        file("stat", texts::stat);
        file("status", texts::status);
        file("statm", texts::statm);
        file("comm", task -> task.comm() + "\n");
        file("cmdline", texts::commandLine);
        file("environ", texts::environment);
        file("maps", texts::maps);
        file("mounts", texts::mounts);
        file("limits", texts::limits);
        file("wchan", task -> task.operation() == null ? "0" : "wait");
        file("oom_score_adj", task -> "0\n");
        link("exe", this::executable, task -> null);
        link("cwd", task -> path(task, task.fs().working()), task -> task.fs().working());
        link("root", task -> path(task, task.fs().root()), task -> task.fs().root());
        add("fd", new Descriptors());
    }

    private @Nullable Task task() {
        return server.task(pid);
    }

    private void file(String entryName, Function<Task, String> text) {
        Supplier<String> source =
                () -> {
                    Task task = task();
                    return task == null ? "" : text.apply(task);
                };
        int permissions = entryName.equals("environ") ? 0400 : 0444;
        add(entryName, new ProcFile(fileSystem(), permissions, source));
    }

    private void link(
            String entryName,
            Function<Task, String> target,
            Function<Task, @Nullable Inode> destination) {
        add(
                entryName,
                new ProcLink(
                        fileSystem(),
                        fileSystem().nextInodeNumber(),
                        caller -> {
                            Task task = task();
                            return task == null ? "" : target.apply(task);
                        },
                        caller -> {
                            Task task = task();
                            return task == null ? null : destination.apply(task);
                        }));
    }

    private static String path(Task task, Directory directory) {
        return Vfs.pathOf(directory, task.fs().root());
    }

    private String executable(Task task) {
        ExecutableFile file = task.hasMm() ? task.mm().executable() : null;
        return file == null ? "" : file.path();
    }

    /** {@code /proc/PID/fd}: a link for every descriptor. */
    private final class Descriptors extends Directory {
        Descriptors() {
            super(ProcessDirectory.this.fileSystem(), 0500, 0, 0);
        }

        @Override
        public int links() {
            return 2;
        }

        @Override
        @Nullable Inode lookup(String entryName, Caller caller) {
            int fd = Procfs.parsePid(entryName);
            return file(fd) == null ? null : linkTo(fd);
        }

        private @Nullable OpenFile file(int fd) {
            Task task = task();
            return task == null || task.state() == Task.State.ZOMBIE ? null : task.files().get(fd);
        }

        private ProcLink linkTo(int fd) {
            return new ProcLink(
                    fileSystem(),
                    inodeNumber(fd),
                    caller -> {
                        OpenFile file = file(fd);
                        return file == null ? "" : Vfs.pathOf(file, caller.fs().root());
                    },
                    caller -> {
                        OpenFile file = file(fd);
                        return file == null ? null : file.inode();
                    });
        }

        private int inodeNumber(int fd) {
            return DESCRIPTOR_NUMBERS | pid << 11 | fd;
        }

        @Override
        Directory parent() {
            return ProcessDirectory.this;
        }

        @Override
        String name() {
            return "fd";
        }

        @Override
        void list(long from, Caller caller, EntrySink sink) {
            Task task = task();
            if (from <= 0 && !sink.entry(".", number(), Mode.DIRECTORY, 1)) {
                return;
            }
            int above = ProcessDirectory.this.number();
            if (from <= 1 && !sink.entry("..", above, Mode.DIRECTORY, 2)) {
                return;
            }
            int end = task == null ? 0 : task.files().end();
            for (int fd = (int) Math.max(0, from - 2); fd < end; fd++) {
                if (file(fd) != null
                        && !sink.entry(
                                Integer.toString(fd),
                                inodeNumber(fd),
                                Mode.SYMBOLIC_LINK,
                                fd + 3L)) {
                    return;
                }
            }
        }
    }
}
