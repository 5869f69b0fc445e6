package org.l4emu.server.fs;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.Signals;

/** The ioctls of terminals, from either side of a pseudo-terminal. */
final class TerminalCalls {
    private static final int FORCE = 1;

    private final Terminals terminals;
    private final ServerPort server;

    TerminalCalls(Terminals terminals, ServerPort server) {
        this.terminals = terminals;
        this.server = server;
    }

    /** Does what {@code request} says; −ENOTTY for requests that are not a terminal's. */
    int ioctl(
            Task task,
            UserMemory memory,
            Terminal terminal,
            OpenFile file,
            int request,
            int argument) {
        switch (request) {
            case Ioctl.TCGETS:
                memory.copyOut(task, argument, terminal.termios().bytes(), 0, Termios.BYTES);
                return 0;
            case Ioctl.TIOCGETD:
                memory.setInt(task, argument, 0);
                return 0;
            case Ioctl.TIOCOUTQ:
                memory.setInt(task, argument, 0);
                return 0;
            case Ioctl.TIOCGWINSZ:
                memory.setInt(task, argument, terminal.rows() | terminal.columns() << 16);
                memory.setInt(task, argument + 4, terminal.pixels());
                return 0;
            case Ioctl.TIOCSWINSZ:
                int size = memory.getInt(task, argument);
                int pixels = memory.getInt(task, argument + 4);
                terminal.resize(size & 0xffff, size >>> 16, pixels);
                return 0;
            case Ioctl.TIOCSTI:
                return type(task, memory, terminal, argument);
            case Ioctl.TCSETS:
            case Ioctl.TCSETSW:
            case Ioctl.TCSETSF:
            case Ioctl.TCFLSH:
            case Ioctl.TCXONC:
            case Ioctl.TCSBRK:
            case Ioctl.TCSBRKP:
                int admitted = terminal.control().admit(task, Signals.SIGTTOU, server);
                return admitted != 0 ? admitted : change(task, memory, terminal, request, argument);
            default:
                return sessionIoctl(task, memory, terminal, file, request, argument);
        }
    }

    private static int change(
            Task task, UserMemory memory, Terminal terminal, int request, int argument) {
        switch (request) {
            case Ioctl.TCSETS:
            case Ioctl.TCSETSW:
                terminal.configure(memory.copyIn(task, argument, Termios.BYTES));
                return 0;
            case Ioctl.TCSETSF:
                byte[] settings = memory.copyIn(task, argument, Termios.BYTES);
                terminal.flushInput();
                terminal.configure(settings);
                return 0;
            case Ioctl.TCFLSH:
                if (argument < 0 || argument > 2) {
                    return -Errno.EINVAL;
                }
                if (argument != 1) {
                    terminal.flushInput();
                }
                return 0;
            case Ioctl.TCXONC:
                if (argument < 0 || argument > 3) {
                    return -Errno.EINVAL;
                }
                if (argument <= 1) {
                    terminal.stopOutput(argument == 0);
                }
                return 0;
            default:
                return 0;
        }
    }

    /** One byte, as if it had been typed. */
    private int type(Task task, UserMemory memory, Terminal terminal, int argument) {
        boolean own = terminal.control().controls(task.group());
        if (!own && !task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        terminal.receive(memory.copyIn(task, argument, 1), 1);
        return 0;
    }

    private int sessionIoctl(
            Task task,
            UserMemory memory,
            Terminal terminal,
            OpenFile file,
            int request,
            int argument) {
        SessionControl control = terminal.control();
        boolean master = file instanceof PtyMaster;
        boolean controls = control.controls(task.group());
        switch (request) {
            case Ioctl.TIOCSCTTY:
                return takeControl(task, control, argument, file);
            case Ioctl.TIOCNOTTY:
                return controls && !master ? giveUp(task, control) : -Errno.ENOTTY;
            case Ioctl.TIOCGPGRP:
                if (!controls && !master) {
                    return -Errno.ENOTTY;
                }
                memory.setInt(task, argument, control.foregroundGroup());
                return 0;
            case Ioctl.TIOCSPGRP:
                return setForeground(task, memory, control, argument);
            case Ioctl.TIOCGSID:
                if (!controls && !master || control.session() == 0) {
                    return -Errno.ENOTTY;
                }
                memory.setInt(task, argument, control.session());
                return 0;
            default:
                return -Errno.ENOTTY;
        }
    }

    private int setForeground(Task task, UserMemory memory, SessionControl control, int argument) {
        int admitted = control.admit(task, Signals.SIGTTOU, server);
        if (admitted != 0) {
            return admitted == -Errno.EIO ? -Errno.ENOTTY : admitted;
        }
        int group = memory.getInt(task, argument);
        if (group < 0) {
            return -Errno.EINVAL;
        }
        if (!control.controls(task.group())) {
            return -Errno.ENOTTY;
        }
        int session = server.sessionOfGroup(group);
        if (session == ServerPort.NO_SESSION) {
            return -Errno.ESRCH;
        }
        if (session != task.group().session()) {
            return -Errno.EPERM;
        }
        control.setForegroundGroup(group);
        return 0;
    }

    private int takeControl(Task task, SessionControl control, int force, OpenFile file) {
        ThreadGroup group = task.group();
        boolean leads = group.pid() == group.session();
        if (leads && control.controls(group)) {
            return 0;
        }
        if (!leads || terminals.controlling(group) != null) {
            return -Errno.EPERM;
        }
        boolean mayForce = task.credentials().isSuperuser();
        if (!control.isFree() && (force != FORCE || !mayForce) || !file.mayRead() && !mayForce) {
            return -Errno.EPERM;
        }
        control.take(group.session(), group.processGroup());
        group.setGaveUpTerminal(false);
        return 0;
    }

    /** The leader takes the terminal from its whole session, others from themselves. */
    private int giveUp(Task task, SessionControl control) {
        ThreadGroup group = task.group();
        if (group.pid() != group.session()) {
            group.setGaveUpTerminal(true);
            return 0;
        }
        int foreground = control.foregroundGroup();
        control.take(0, 0);
        if (foreground != 0) {
            server.signalGroup(foreground, Signals.SIGHUP);
            server.signalGroup(foreground, Signals.SIGCONT);
        }
        return 0;
    }
}
