package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;

/** An open /dev/console or /dev/tty. */
final class TerminalFile extends OpenFile {
    private static final int CHUNK_BYTES = 2048;

    private final Terminal terminal;
    private final ConsoleInput input;

    TerminalFile(Inode inode, int flags, Terminal terminal, ConsoleInput input) {
        super(inode, flags);
        this.terminal = terminal;
        this.input = input;
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    int read(IoBuffer to) {
        input.fetch();
        int result = terminal.read(to);
        if (result == -Errno.EAGAIN) {
            input.want();
        }
        return result;
    }

    @Override
    int write(IoBuffer from) {
        byte[] bytes = new byte[Math.min(from.remaining(), CHUNK_BYTES)];
        while (from.remaining() > 0) {
            int n = Math.min(from.remaining(), bytes.length);
            int moved = from.get(bytes, 0, n);
            terminal.write(bytes, 0, moved);
            if (moved < n) {
                break;
            }
        }
        return 0;
    }

    @Override
    int readiness() {
        input.fetch();
        if (!terminal.isReadable()) {
            input.want();
            return Poll.WRITABLE;
        }
        return Poll.WRITABLE | Poll.READABLE;
    }

    @Override
    @Nullable WaitQueue readers() {
        return terminal.readers();
    }

    @Override
    int waitTenths() {
        return terminal.waitTenths();
    }

    @Override
    int ioctl(Task task, UserMemory memory, int request, int argument) {
        switch (request) {
            case Ioctl.TCGETS:
                memory.copyOut(task, argument, terminal.termios().bytes(), 0, Termios.BYTES);
                return 0;
            case Ioctl.TCSETSF:
                terminal.flushInput();
                terminal.configure(memory.copyIn(task, argument, Termios.BYTES));
                return 0;
            case Ioctl.TCSETS:
            case Ioctl.TCSETSW:
                terminal.configure(memory.copyIn(task, argument, Termios.BYTES));
                return 0;
            case Ioctl.TCFLSH:
                if (argument != 1) {
                    terminal.flushInput();
                }
                return 0;
            case Ioctl.TCSBRK:
            case Ioctl.TCSBRKP:
            case Ioctl.TCXONC:
                return 0;
            case Ioctl.FIONREAD:
                input.fetch();
                memory.setInt(task, argument, terminal.available());
                return 0;
            case Ioctl.TIOCOUTQ:
                memory.setInt(task, argument, 0);
                return 0;
            case Ioctl.TIOCGWINSZ:
                memory.setInt(task, argument, terminal.rows() | terminal.columns() << 16);
                memory.setInt(task, argument + 4, 0);
                return 0;
            case Ioctl.TIOCSWINSZ:
                int size = memory.getInt(task, argument);
                terminal.resize(size & 0xffff, size >>> 16);
                return 0;
            default:
                return sessionIoctl(task, memory, request, argument);
        }
    }

    private int sessionIoctl(Task task, UserMemory memory, int request, int argument) {
        int session = task.group().session();
        boolean controls = terminal.session() == session && session != 0;
        switch (request) {
            case Ioctl.TIOCSCTTY:
                return takeControl(task, argument, controls);
            case Ioctl.TIOCNOTTY:
                if (!controls) {
                    return -Errno.ENOTTY;
                }
                if (task.group().pid() == session) {
                    terminal.control(0, 0);
                }
                return 0;
            case Ioctl.TIOCGPGRP:
                if (!controls) {
                    return -Errno.ENOTTY;
                }
                memory.setInt(task, argument, terminal.foregroundGroup());
                return 0;
            case Ioctl.TIOCSPGRP:
                if (!controls) {
                    return -Errno.ENOTTY;
                }
                int group = memory.getInt(task, argument);
                if (group <= 0) {
                    return -Errno.EINVAL;
                }
                terminal.setForegroundGroup(group);
                return 0;
            case Ioctl.TIOCGSID:
                if (!controls) {
                    return -Errno.ENOTTY;
                }
                memory.setInt(task, argument, terminal.session());
                return 0;
            default:
                return -Errno.ENOTTY;
        }
    }

    private int takeControl(Task task, int force, boolean controls) {
        int session = task.group().session();
        if (controls && task.group().pid() == session) {
            return 0;
        }
        if (task.group().pid() != session) {
            return -Errno.EPERM;
        }
        if (terminal.session() != 0 && (force != 1 || task.credentials().fsuid() != 0)) {
            return -Errno.EPERM;
        }
        terminal.control(session, task.group().processGroup());
        return 0;
    }
}
