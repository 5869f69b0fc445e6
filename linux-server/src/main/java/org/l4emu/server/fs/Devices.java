package org.l4emu.server.fs;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Errno;

/** What is behind device nodes, and the nodes of a fresh /dev. */
final class Devices {
    static final int TERMINAL_MAJOR = 5;
    static final int CONSOLE_MINOR = 1;

    private static final int TTY_MINOR = 0;
    private static final int MASTER_MINOR = 2;

    private final ServerPort server;
    private final Terminals terminals;

    Devices(ServerPort server, Terminals terminals) {
        this.server = server;
        this.terminals = terminals;
    }

    /** Opens a character device. */
    ErrorOr<OpenFile> open(Inode node, int flags, Caller caller) {
        int minor = node.deviceMinor();
        switch (node.deviceMajor()) {
            case MemoryDevice.MAJOR:
                return MemoryDevice.exists(minor)
                        ? ErrorOr.of(new MemoryDevice(node, flags, minor, server))
                        : ErrorOr.error(Errno.ENXIO);
            case TERMINAL_MAJOR:
                return openTerminal(node, flags, caller);
            case Terminals.SLAVE_MAJOR:
                return terminals.openSlave(node, flags);
            default:
                return ErrorOr.error(Errno.ENXIO);
        }
    }

    private ErrorOr<OpenFile> openTerminal(Inode node, int flags, Caller caller) {
        return switch (node.deviceMinor()) {
            case TTY_MINOR -> terminals.openControlling(node, flags, caller.session());
            case CONSOLE_MINOR -> ErrorOr.of(terminals.openConsole(node, flags));
            case MASTER_MINOR -> terminals.openMaster(node, flags, caller);
            default -> ErrorOr.error(Errno.ENXIO);
        };
    }

    /** Makes the nodes and links of /dev. */
    static void populate(TmpfsDirectory dev) {
        node(dev, "null", 0666, MemoryDevice.MAJOR, MemoryDevice.NULL);
        node(dev, "zero", 0666, MemoryDevice.MAJOR, MemoryDevice.ZERO);
        node(dev, "full", 0666, MemoryDevice.MAJOR, MemoryDevice.FULL);
        node(dev, "random", 0666, MemoryDevice.MAJOR, MemoryDevice.RANDOM);
        node(dev, "urandom", 0666, MemoryDevice.MAJOR, MemoryDevice.URANDOM);
        node(dev, "tty", 0666, TERMINAL_MAJOR, TTY_MINOR);
        node(dev, "console", 0600, TERMINAL_MAJOR, CONSOLE_MINOR);
        node(dev, "ptmx", 0666, TERMINAL_MAJOR, MASTER_MINOR);
        link(dev, "fd", "/proc/self/fd");
        link(dev, "stdin", "/proc/self/fd/0");
        link(dev, "stdout", "/proc/self/fd/1");
        link(dev, "stderr", "/proc/self/fd/2");
    }

    private static void node(
            TmpfsDirectory dev, String name, int permissions, int major, int minor) {
        int mode = Mode.CHARACTER_DEVICE | permissions;
        dev.enter(name, new SpecialFile(dev.fileSystem(), mode, 0, 0, major, minor));
    }

    private static void link(TmpfsDirectory dev, String name, String target) {
        dev.enter(name, new TmpfsLink((Tmpfs) dev.fileSystem(), target, 0, 0));
    }
}
