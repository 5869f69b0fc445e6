package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.ErrorOr;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.Signals;

/** All terminals: the console and the pseudo-terminals; and which controls which session. */
final class Terminals {
    /** Major number of pseudo-terminals' slaves. */
    static final int SLAVE_MAJOR = 136;

    private static final int PTYS_MAX = 256;
    private static final int TTY_GROUP = 5;

    private final ServerPort server;
    private final Terminal console;
    private final Terminal.Source consoleInput;
    private final TmpfsDirectory directory;
    private final TerminalCalls calls;
    private final @Nullable Pty[] ptys = new @Nullable Pty[PTYS_MAX];

    /**
     * Knows the console only.
     *
     * @param directory where pseudo-terminals get their names, /dev/pts
     */
    Terminals(
            ServerPort server,
            Terminal console,
            Terminal.Source consoleInput,
            TmpfsDirectory directory) {
        this.server = server;
        this.console = console;
        this.consoleInput = consoleInput;
        this.directory = directory;
        calls = new TerminalCalls(this, server);
    }

    ServerPort server() {
        return server;
    }

    TerminalCalls calls() {
        return calls;
    }

    Terminal console() {
        return console;
    }

    TerminalFile openConsole(Inode node, int flags) {
        return new TerminalFile(node, flags, console, consoleInput, this, null);
    }

    /** /dev/tty: the terminal of a session, whichever it is. */
    ErrorOr<OpenFile> openControlling(Inode node, int flags, int session) {
        if (session != 0 && console.control().session() == session) {
            return ErrorOr.of(openConsole(node, flags));
        }
        for (Pty pty : ptys) {
            if (pty != null && session != 0 && pty.terminal().control().session() == session) {
                return ErrorOr.of(slaveFile(node, flags, pty));
            }
        }
        return ErrorOr.error(Errno.ENXIO);
    }

    private TerminalFile slaveFile(Inode node, int flags, Pty pty) {
        return new TerminalFile(node, flags, pty.terminal(), pty, this, pty);
    }

    /** /dev/ptmx: a new pseudo-terminal, its slave locked. */
    ErrorOr<OpenFile> openMaster(Inode node, int flags, Caller caller) {
        int number = 0;
        while (number < PTYS_MAX && ptys[number] != null) {
            number++;
        }
        if (number == PTYS_MAX) {
            return ErrorOr.error(Errno.ENOSPC);
        }
        Pty pty = new Pty(number, server::signalGroup);
        ptys[number] = pty;
        directory.enter(
                Integer.toString(number),
                new SpecialFile(
                        directory.fileSystem(),
                        Mode.CHARACTER_DEVICE | 0620,
                        caller.credentials().fsuid(),
                        TTY_GROUP,
                        SLAVE_MAJOR,
                        number));
        return ErrorOr.of(new PtyMaster(node, flags, pty, this));
    }

    /** /dev/pts/N. */
    ErrorOr<OpenFile> openSlave(Inode node, int flags) {
        int number = node.deviceMinor();
        Pty pty = number < PTYS_MAX ? ptys[number] : null;
        if (pty == null || pty.isLocked()) {
            return ErrorOr.error(Errno.EIO);
        }
        return ErrorOr.of(slaveFile(node, flags, pty));
    }

    /** TIOCGPTPEER: the slave of a master, whatever its name leads to. */
    int openPeer(Task task, Pty pty, int flags) {
        Inode node = directory.find(Integer.toString(pty.number()));
        if (node == null) {
            return -Errno.EIO;
        }
        TerminalFile file = slaveFile(node, flags, pty);
        file.named(directory, Integer.toString(pty.number()));
        takeAtOpen(task, file, flags);
        return task.files().add(file, 0, (flags & OpenFlags.CLOSE_ON_EXEC) != 0);
    }

    /** A session leader without a terminal gets the first one it opens; not the console. */
    void takeAtOpen(Task task, TerminalFile file, int flags) {
        ThreadGroup group = task.group();
        SessionControl control = file.terminal().control();
        if ((flags & OpenFlags.NO_CONTROLLING_TTY) == 0
                && group.pid() == group.session()
                && controlling(group) == null
                && control.isFree()
                && file.mayRead()
                && !file.isConsole()) {
            control.take(group.session(), group.processGroup());
            group.setGaveUpTerminal(false);
        }
    }

    /** The keyboard and screen are gone: so is the terminal for all who have it open. */
    void masterClosed(Pty pty) {
        pty.closeMaster();
        ptys[pty.number()] = null;
        directory.remove(Integer.toString(pty.number()));
        Terminal terminal = pty.terminal();
        int session = terminal.control().session();
        terminal.control().take(0, 0);
        terminal.hangUpFiles();
        if (session != 0) {
            server.signalProcess(session, Signals.SIGHUP);
            server.signalProcess(session, Signals.SIGCONT);
        }
    }

    /** The controlling terminal of a process; null if it has none. */
    @Nullable Terminal controlling(ThreadGroup group) {
        if (console.control().controls(group)) {
            return console;
        }
        for (Pty pty : ptys) {
            if (pty != null && pty.terminal().control().controls(group)) {
                return pty.terminal();
            }
        }
        return null;
    }

    /** Device number of a process's controlling terminal, major · 256 + minor; 0 without one. */
    int deviceOf(ThreadGroup group) {
        if (console.control().controls(group)) {
            return 5 << 8 | 1;
        }
        for (Pty pty : ptys) {
            if (pty != null && pty.terminal().control().controls(group)) {
                return SLAVE_MAJOR << 8 | pty.number();
            }
        }
        return 0;
    }

    /** A session's leader ended: SIGHUP for the foreground, and the session has no terminal. */
    void sessionEnded(int session) {
        if (console.control().session() == session) {
            int foreground = console.control().foregroundGroup();
            console.control().take(0, 0);
            console.hangUpFiles();
            server.signalGroup(foreground, Signals.SIGHUP);
        }
        for (Pty pty : ptys) {
            if (pty != null && pty.terminal().control().session() == session) {
                int foreground = pty.terminal().control().foregroundGroup();
                pty.terminal().control().take(0, 0);
                server.signalGroup(foreground, Signals.SIGHUP);
            }
        }
    }

    void digest(StateDigest digest) {
        console.digest(digest);
        for (Pty pty : ptys) {
            if (pty != null) {
                pty.digest(digest);
            }
        }
    }
}
