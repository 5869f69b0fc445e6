package org.l4emu.server.fs;

import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Errno;

/** What is behind device nodes, and the nodes of a fresh /dev. */
final class Devices {
    private static final int TERMINAL_MAJOR = 5;
    private static final int TTY_MINOR = 0;
    private static final int CONSOLE_MINOR = 1;

    private final ServerPort server;
    private final Terminal terminal;
    private final ConsoleInput input;

    Devices(ServerPort server, Terminal terminal, ConsoleInput input) {
        this.server = server;
        this.terminal = terminal;
        this.input = input;
    }

    /** Opens a character device. */
    ErrorOr<OpenFile> open(Inode node, int flags, Caller caller) {
        int minor = node.deviceMinor();
        if (node.deviceMajor() == MemoryDevice.MAJOR && MemoryDevice.exists(minor)) {
            return ErrorOr.of(new MemoryDevice(node, flags, minor, server));
        }
        if (node.deviceMajor() != TERMINAL_MAJOR || minor > CONSOLE_MINOR) {
            return ErrorOr.error(Errno.ENXIO);
        }
        if (minor == TTY_MINOR
                && (terminal.session() == 0 || terminal.session() != caller.session())) {
            return ErrorOr.error(Errno.ENXIO);
        }
        return ErrorOr.of(new TerminalFile(node, flags, terminal, input));
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
