package org.l4emu.server.fs;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** The tree that shows the server's state as files. Process 0 is never in it. */
final class Procfs extends FileSystem {
    private static final int MAGIC = 0x9fa0;
    private static final long PROCESSES_COOKIE = 1 << 20;

    private final Vfs vfs;
    private final ServerPort server;
    private final TreeMap<Integer, ProcDirectory> processes = new TreeMap<>();
    private final Root root;

    Procfs(int deviceMinor, Vfs vfs, ServerPort server) {
        super("proc", MAGIC, deviceMinor, server);
        this.vfs = vfs;
        this.server = server;
        root = new Root();
        addMachineFiles();
    }

    @Override
    public Directory root() {
        return root;
    }

    @Override
    long totalBlocks() {
        return 0;
    }

    @Override
    long freeBlocks() {
        return 0;
    }

    private void addMachineFiles() {
        MachineTexts texts = new MachineTexts(server);
        root.add("self", link(caller -> Integer.toString(caller.pid())));
        root.add("mounts", link(caller -> "self/mounts"));
        root.add("meminfo", new ProcFile(this, 0444, texts::meminfo));
        root.add("uptime", new ProcFile(this, 0444, texts::uptime));
        root.add("loadavg", new ProcFile(this, 0444, texts::loadavg));
        root.add("version", new ProcFile(this, 0444, texts::version));
        root.add("cpuinfo", new ProcFile(this, 0444, texts::cpuinfo));
        root.add("stat", new ProcFile(this, 0444, texts::stat));
        root.add("filesystems", new ProcFile(this, 0444, texts::filesystems));
        root.add("cmdline", new ProcFile(this, 0444, () -> "console=console\n"));
        root.add("devices", new ProcFile(this, 0444, texts::devices));
        root.add("swaps", new ProcFile(this, 0444, texts::swaps));
        ProcDirectory sys = root.addDirectory("sys");
        ProcDirectory kernel = sys.addDirectory("kernel");
        kernel.add("hostname", new ProcFile(this, 0444, () -> server.hostName() + "\n"));
        kernel.add("ostype", new ProcFile(this, 0444, () -> server.systemName() + "\n"));
        kernel.add("osrelease", new ProcFile(this, 0444, () -> server.release() + "\n"));
        kernel.add("version", new ProcFile(this, 0444, () -> server.version() + "\n"));
        kernel.add("domainname", new ProcFile(this, 0444, () -> "(none)\n"));
        kernel.add("pid_max", new ProcFile(this, 0444, () -> "32768\n"));
        kernel.add("threads-max", new ProcFile(this, 0444, () -> "2048\n"));
        kernel.add("ngroups_max", new ProcFile(this, 0444, () -> "65536\n"));
        kernel.add("cap_last_cap", new ProcFile(this, 0444, () -> "40\n"));
        ProcDirectory virtual = sys.addDirectory("vm");
        virtual.add("overcommit_memory", new ProcFile(this, 0444, () -> "1\n"));
        ProcDirectory files = sys.addDirectory("fs");
        files.add("pipe-max-size", new ProcFile(this, 0444, () -> "1048576\n"));
        files.add("file-max", new ProcFile(this, 0444, () -> "65536\n"));
    }

    private ProcLink link(java.util.function.Function<Caller, String> target) {
        return new ProcLink(this, nextInodeNumber(), target, caller -> null);
    }

    private @Nullable ProcDirectory processDirectory(String name) {
        int pid = parsePid(name);
        Task task = pid <= 0 ? null : server.task(pid);
        if (task == null || task.group().pid() != pid && task.pid() != pid) {
            processes.remove(pid);
            return null;
        }
        ProcDirectory made = processes.get(pid);
        if (made == null) {
            made = new ProcessDirectory(this, root, pid, vfs, server);
            processes.put(pid, made);
        }
        made.setOwner(task.credentials().euid(), task.credentials().egid());
        return made;
    }

    /** The process id a name spells; −1 if none. */
    static int parsePid(String name) {
        int value = 0;
        if (name.isEmpty() || name.length() > 7 || name.charAt(0) == '0' && name.length() > 1) {
            return -1;
        }
        for (int i = 0; i < name.length(); i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = 10 * value + digit;
        }
        return value;
    }

    /** The top directory: machine files, then one directory a process. */
    private final class Root extends ProcDirectory {
        Root() {
            super(Procfs.this, null, "");
        }

        @Override
        @Nullable Inode lookup(String entryName, Caller caller) {
            Inode fixed = entries().get(entryName);
            return fixed != null ? fixed : processDirectory(entryName);
        }

        @Override
        void list(long from, Caller caller, EntrySink sink) {
            if (from < PROCESSES_COOKIE && !listFixed(from, sink)) {
                return;
            }
            for (ThreadGroup group : server.processes()) {
                long cookie = PROCESSES_COOKIE + group.pid();
                ProcDirectory shown =
                        cookie < from ? null : processDirectory(Integer.toString(group.pid()));
                if (shown != null
                        && !sink.entry(shown.name(), shown.number(), Mode.DIRECTORY, cookie + 1)) {
                    return;
                }
            }
        }
    }
}
