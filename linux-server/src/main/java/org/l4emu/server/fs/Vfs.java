package org.l4emu.server.fs;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;

/**
 * All files of a machine: the mounted trees, the console, and how files are opened. A root in
 * memory with devices on /dev and the server's state on /proc.
 */
public final class Vfs {
    /** What descriptors 0 to 2 of the first process are. */
    public enum ConsoleMode {
        /** Plain streams: bytes in, bytes out, no terminal. */
        STREAMS,
        /** A terminal with a line discipline. */
        TERMINAL
    }

    private static final int ROOT_DEVICE = 1;
    private static final int DEV_DEVICE = 2;
    private static final int PROC_DEVICE = 3;
    private static final int PIPE_DEVICE = 4;
    private static final int PTS_DEVICE = 5;
    private static final int FIRST_MOUNT_DEVICE = 16;
    private static final int CONSOLE_ROWS = 24;
    private static final int CONSOLE_COLUMNS = 80;

    private final PageStore store;
    private final ServerPort server;
    private final ConsoleMode mode;
    private final Tmpfs root;
    private final Tmpfs dev;
    private final Procfs proc;
    private final AnonymousFs anonymous;
    private final Mounts mounts;
    private final Names names = new Names();
    private final PathWalk walk = new PathWalk();
    private final RecordLocks locks = new RecordLocks();
    private final Tmpfs pts;
    private final Terminals terminals;
    private final ConsoleInput consoleInput;
    private final ConsoleStream stream;
    private final Devices devices;
    private final StreamNode[] streamNodes = new StreamNode[3];
    private final TreeMap<Integer, WaitQueue> ends = new TreeMap<>();
    private int nextMountDevice = FIRST_MOUNT_DEVICE;

    /** Makes the trees and fills the root. */
    public Vfs(
            PageStore store,
            ServerPort server,
            ConsolePort console,
            ConsoleMode mode,
            RootImage image) {
        this.store = store;
        this.server = server;
        this.mode = mode;
        Terminal terminal =
                new Terminal(
                        server::signalGroup,
                        (bytes, offset, length) ->
                                console.output(ConsolePort.CONSOLE, bytes, offset, length),
                        CONSOLE_ROWS,
                        CONSOLE_COLUMNS);
        consoleInput = new ConsoleInput(console, terminal);
        stream = new ConsoleStream(console);
        pts = new Tmpfs("devpts", PTS_DEVICE, server, store, 0);
        terminals = new Terminals(server, terminal, consoleInput, pts.root());
        devices = new Devices(server, terminals);
        root = new Tmpfs("tmpfs", ROOT_DEVICE, server, store, store.totalPages());
        dev = new Tmpfs("devtmpfs", DEV_DEVICE, server, store, store.totalPages());
        anonymous = new AnonymousFs("pipefs", PIPE_DEVICE, server);
        mounts = new Mounts(root);
        proc = new Procfs(PROC_DEVICE, this, server);
        RootFiller.fill(root, image);
        Devices.populate(dev.root());
        mounts.mount(dev, RootFiller.directory(root.root(), "dev", 0755));
        mounts.mount(pts, RootFiller.directory(dev.root(), "pts", 0755));
        mounts.mount(proc, RootFiller.directory(root.root(), "proc", 0555));
        RootFiller.directory(root.root(), "tmp", 01777);
        for (int device = 0; device < streamNodes.length; device++) {
            streamNodes[device] = new StreamNode(anonymous, stream, device);
        }
    }

    // What the rest of the server uses

    /** A context at the root, for the first process. */
    public FsContext rootContext() {
        return new FsContext(root.root());
    }

    /** chdir on behalf of the kernel: stays where it is if there is no such directory. */
    public void enter(Task task, String path) {
        Caller caller = Caller.of(task);
        int found = walk.find(caller, task.fs().working().top(), path, PathWalk.FOLLOW);
        if (found >= 0 && walk.found() instanceof Directory directory) {
            task.fs().setWorking(directory);
        }
    }

    /** Descriptors 0, 1 and 2 of the first process. */
    public FileTable standardFiles() {
        FileTable files = new FileTable();
        if (mode == ConsoleMode.STREAMS) {
            files.add(new StreamFile(streamNodes[0], OpenFlags.READ_ONLY), 0, false);
            files.add(new StreamFile(streamNodes[1], OpenFlags.WRITE_ONLY), 0, false);
            files.add(new StreamFile(streamNodes[2], OpenFlags.WRITE_ONLY), 0, false);
            return files;
        }
        Inode node = dev.root().find("console");
        if (node != null) {
            OpenFile console = terminals.openConsole(node, OpenFlags.READ_WRITE);
            console.named(dev.root(), "console");
            files.add(console, 0, false);
            files.add(console.share(), 0, false);
            files.add(console.share(), 0, false);
        }
        return files;
    }

    /** The console becomes the controlling terminal of a session, if it is a terminal at all. */
    public void controlConsole(int session, int processGroup) {
        if (mode == ConsoleMode.TERMINAL) {
            terminals.console().control().lend(session, processGroup);
        }
    }

    /** A session's leader ended: it loses its terminal. */
    public void sessionEnded(int session) {
        terminals.sessionEnded(session);
    }

    /** The console's interrupt thread reported: bytes or the end of input are there. */
    public void consoleInputArrived() {
        if (mode == ConsoleMode.STREAMS) {
            stream.readers().wakeAll();
        } else {
            consoleInput.fetch();
        }
        terminals.console().readers().wakeAll();
    }

    /** A process ended: its record locks go. */
    public void processEnded(int pid) {
        locks.releaseAll(pid);
        WaitQueue waiting = ends.remove(pid);
        if (waiting != null) {
            waiting.wakeAll();
        }
    }

    /** Where those wait who have a descriptor of a process, for its end. */
    WaitQueue endOf(int pid) {
        return ends.computeIfAbsent(pid, id -> new WaitQueue());
    }

    /** Feeds names, modes, sizes and the console's state; contents are in frames. */
    public void digest(StateDigest digest) {
        mounts.digest(digest);
        stream.digest(digest);
        terminals.digest(digest);
        locks.digest(digest);
    }

    // What the file system's own parts use

    ServerPort server() {
        return server;
    }

    Names names() {
        return names;
    }

    PathWalk walk() {
        return walk;
    }

    Mounts mounts() {
        return mounts;
    }

    RecordLocks locks() {
        return locks;
    }

    Terminals terminals() {
        return terminals;
    }

    AnonymousFs anonymous() {
        return anonymous;
    }

    /** A fresh tree to mount; null if there is none of that type. */
    @Nullable FileSystem newTree(String type) {
        switch (type) {
            case "tmpfs":
            case "ramfs":
                return new Tmpfs(type, nextMountDevice++, server, store, store.totalPages() / 2);
            case "proc":
                return new Procfs(nextMountDevice++, this, server);
            case "devtmpfs":
                Tmpfs made = new Tmpfs(type, nextMountDevice++, server, store, store.totalPages());
                Devices.populate(made.root());
                return made;
            case "devpts":
                return pts;
            default:
                return null;
        }
    }

    /**
     * Opens a file by path.
     *
     * @param mode permissions of a file that open creates
     */
    public ErrorOr<OpenFile> open(
            Caller caller, Directory start, String path, int flags, int mode) {
        if ((flags & OpenFlags.TEMPORARY) == OpenFlags.TEMPORARY) {
            return openTemporary(caller, start, path, flags, mode);
        }
        boolean creates = (flags & OpenFlags.CREATE) != 0 && (flags & OpenFlags.PATH) == 0;
        boolean exclusive = creates && (flags & OpenFlags.EXCLUSIVE) != 0;
        boolean follows = (flags & OpenFlags.NO_FOLLOW) == 0 && !exclusive;
        int walked = walk.walk(caller, start, path, follows ? PathWalk.FOLLOW : 0);
        if (walked < 0) {
            return ErrorOr.error(-walked);
        }
        Inode inode = walk.inode();
        int allowed;
        if (inode != null) {
            allowed = mayOpen(caller, inode, flags, creates, exclusive);
        } else if (!creates) {
            allowed = -Errno.ENOENT;
        } else {
            allowed =
                    walk.hasTrailingSlash()
                            ? -Errno.EISDIR
                            : Names.mayChange(caller, walk.parent());
        }
        if (allowed < 0) {
            return ErrorOr.error(-allowed);
        }
        if (inode == null) {
            int permissions = mode & Mode.PERMISSIONS & ~caller.fs().umask();
            TmpfsDirectory parent = (TmpfsDirectory) walk.parent();
            inode = Names.newFile(parent, caller, permissions);
            parent.enter(walk.name(), inode);
        } else if ((flags & OpenFlags.TRUNCATE) != 0
                && (flags & OpenFlags.PATH) == 0
                && inode instanceof TmpfsFile file) {
            file.truncate(0);
        }
        ErrorOr<OpenFile> opened = openInode(caller, inode, flags);
        boolean hasPlace =
                walk.last() == PathWalk.Last.NAME
                        && (inode instanceof Directory
                                || inode.fileSystem() == walk.parent().fileSystem());
        if (!opened.isError() && hasPlace) {
            // Otherwise a link of procfs led to it: the link is not its name
            opened.get().named(walk.parent(), walk.name());
        }
        return opened;
    }

    private static int mayOpen(
            Caller caller, Inode inode, int flags, boolean creates, boolean exclusive) {
        if (exclusive) {
            return -Errno.EEXIST;
        }
        boolean path = (flags & OpenFlags.PATH) != 0;
        if (inode instanceof SymbolicLink && !path) {
            return -Errno.ELOOP;
        }
        boolean writes = OpenFlags.mayWrite(flags);
        if (inode instanceof Directory) {
            if (creates || writes) {
                return -Errno.EISDIR;
            }
        } else if ((flags & OpenFlags.DIRECTORY) != 0) {
            return -Errno.ENOTDIR;
        }
        if (path) {
            return 0;
        }
        boolean truncates = (flags & OpenFlags.TRUNCATE) != 0;
        int wanted =
                (OpenFlags.mayRead(flags) ? Permissions.READ : 0)
                        | (writes || truncates ? Permissions.WRITE : 0);
        return Permissions.check(inode, caller.credentials(), wanted);
    }

    private ErrorOr<OpenFile> openTemporary(
            Caller caller, Directory start, String path, int flags, int mode) {
        int found = walk.find(caller, start, path, PathWalk.FOLLOW);
        if (found < 0) {
            return ErrorOr.error(-found);
        }
        if (!OpenFlags.mayWrite(flags)) {
            return ErrorOr.error(Errno.EINVAL);
        }
        if (!(walk.found() instanceof Directory parent)) {
            return ErrorOr.error(Errno.ENOTDIR);
        }
        int allowed = Names.mayChange(caller, parent);
        if (allowed < 0) {
            return ErrorOr.error(-allowed);
        }
        int permissions = mode & Mode.PERMISSIONS & ~caller.fs().umask();
        TmpfsFile file = Names.newFile((TmpfsDirectory) parent, caller, permissions);
        OpenFile opened = new RegularFile(file, flags & ~OpenFlags.TEMPORARY);
        opened.named(parent, "#" + file.number());
        return ErrorOr.of(opened);
    }

    /** Opens what a path led to; permissions were checked. */
    ErrorOr<OpenFile> openInode(Caller caller, Inode inode, int flags) {
        if ((flags & OpenFlags.PATH) != 0) {
            return ErrorOr.of(new PathFile(inode, flags));
        }
        if (inode instanceof TmpfsFile file) {
            return ErrorOr.of(new RegularFile(file, flags));
        }
        if (inode instanceof Directory directory) {
            return ErrorOr.of(new DirectoryFile(directory, flags));
        }
        if (inode instanceof ProcFile text) {
            return ErrorOr.of(new TextFile(text, flags));
        }
        if (inode instanceof StreamNode node) {
            return ErrorOr.of(new StreamFile(node, flags));
        }
        if (inode instanceof SpecialFile special && inode.type() == Mode.FIFO) {
            boolean writesOnly = (flags & OpenFlags.ACCESS_MASK) == OpenFlags.WRITE_ONLY;
            if (writesOnly && (flags & OpenFlags.NONBLOCK) != 0 && !special.pipe().hasReaders()) {
                return ErrorOr.error(Errno.ENXIO);
            }
            return ErrorOr.of(new PipeFile(special, flags));
        }
        if (inode.type() == Mode.CHARACTER_DEVICE) {
            return devices.open(inode, flags, caller);
        }
        return ErrorOr.error(Errno.ENXIO);
    }

    /** A new pipe: its read end, whose inode the write end shares. */
    SpecialFile newPipe(Credentials owner) {
        SpecialFile inode =
                new SpecialFile(anonymous, Mode.FIFO | 0600, owner.fsuid(), owner.fsgid(), 0, 0);
        inode.addLink();
        return inode;
    }

    /** Absolute path of a directory as seen from {@code root}. */
    static String pathOf(Directory directory, Directory root) {
        StringBuilder path = new StringBuilder();
        Directory at = directory;
        Directory top = root.top();
        while (at != top) {
            Directory up = at.up();
            if (up == null) {
                return path.insert(0, "/" + at.name()).append(" (deleted)").toString();
            }
            if (up == at) {
                break;
            }
            path.insert(0, "/" + at.visibleName());
            at = up;
        }
        return path.isEmpty() ? "/" : path.toString();
    }

    /** Path an open file was opened by, or what stands for it. */
    static String pathOf(OpenFile file, Directory root) {
        if (file.inode() instanceof Directory directory) {
            return pathOf(directory, root);
        }
        Directory in = file.directory();
        if (in == null) {
            return file.anonymousName();
        }
        String parent = pathOf(in, root);
        String path = (parent.equals("/") ? "" : parent) + "/" + file.name();
        boolean there =
                !(in instanceof TmpfsDirectory tmp) || tmp.find(file.name()) == file.inode();
        return there ? path : path + " (deleted)";
    }
}
