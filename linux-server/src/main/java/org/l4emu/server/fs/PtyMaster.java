package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.signal.Signals;

/** An open /dev/ptmx: screen and keyboard of one pseudo-terminal. */
final class PtyMaster extends OpenFile {
    private static final int CHUNK_BYTES = 1024;

    private final Pty pty;
    private final Terminals terminals;

    PtyMaster(Inode inode, int flags, Pty pty, Terminals terminals) {
        super(inode, flags);
        this.pty = pty;
        this.terminals = terminals;
    }

    @Override
    int read(IoBuffer to) {
        return to.remaining() == 0 ? 0 : pty.readScreen(to);
    }

    /** Types. */
    @Override
    int write(IoBuffer from) {
        Terminal terminal = pty.terminal();
        byte[] bytes = new byte[Math.min(from.remaining(), CHUNK_BYTES)];
        while (from.remaining() > 0) {
            int n = Math.min(Math.min(from.remaining(), bytes.length), terminal.inputRoom());
            if (n <= 0) {
                return -Errno.EAGAIN;
            }
            int moved = from.get(bytes, 0, n);
            terminal.receive(bytes, moved);
            if (moved < n) {
                break;
            }
        }
        return 0;
    }

    @Override
    int readiness() {
        int bits = pty.terminal().inputRoom() > 0 ? Poll.WRITABLE : 0;
        if (pty.printed() > 0) {
            bits |= Poll.READABLE;
        }
        return pty.isSlaveGone() ? bits | Poll.HANG_UP : bits;
    }

    @Override
    @Nullable WaitQueue readers() {
        return pty.screenReaders();
    }

    @Override
    @Nullable WaitQueue writers() {
        return pty.terminal().typists();
    }

    @Override
    int ioctl(Task task, UserMemory memory, int request, int argument) {
        switch (request) {
            case Ioctl.TIOCGPTN:
                memory.setInt(task, argument, pty.number());
                return 0;
            case Ioctl.TIOCSPTLCK:
                pty.setLocked(memory.getInt(task, argument) != 0);
                return 0;
            case Ioctl.TIOCGPTLCK:
                memory.setInt(task, argument, pty.isLocked() ? 1 : 0);
                return 0;
            case Ioctl.TIOCGPTPEER:
                return terminals.openPeer(task, pty, argument);
            case Ioctl.TIOCSIG:
                return signal(argument);
            case Ioctl.FIONREAD:
                memory.setInt(task, argument, pty.printed());
                return 0;
            case Ioctl.TCFLSH:
                // Seen from here, input is what was printed
                return flush(argument);
            case Ioctl.TIOCSCTTY:
                return -Errno.ENOTTY;
            default:
                return terminals
                        .calls()
                        .ioctl(task, memory, pty.terminal(), this, request, argument);
        }
    }

    private int signal(int number) {
        if (number != Signals.SIGINT && number != Signals.SIGQUIT && number != Signals.SIGTSTP) {
            return -Errno.EINVAL;
        }
        pty.terminal().signal(number);
        return 0;
    }

    private int flush(int which) {
        if (which < 0 || which > 2) {
            return -Errno.EINVAL;
        }
        if (which != 1) {
            pty.flushScreen();
        }
        return 0;
    }

    @Override
    void closed() {
        terminals.masterClosed(pty);
    }
}
