package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.signal.Signals;

/**
 * An open terminal: /dev/console, /dev/tty or a pseudo-terminal's slave. Once the terminal was hung
 * up, files opened before give the end of file and take nothing; those of /dev/console stay. A read
 * that waits when a pseudo-terminal's master closes fails.
 */
final class TerminalFile extends OpenFile {
    private static final int CHUNK_BYTES = 2048;

    private final Terminal terminal;
    private final Terminal.Source input;
    private final Terminals terminals;
    private final @Nullable Pty pty;
    private final int hangUpsBefore;
    private boolean readerWaited;

    /**
     * Opens a terminal.
     *
     * @param pty the pseudo-terminal it is; null for the console
     */
    TerminalFile(
            Inode inode,
            int flags,
            Terminal terminal,
            Terminal.Source input,
            Terminals terminals,
            @Nullable Pty pty) {
        super(inode, flags);
        this.terminal = terminal;
        this.input = input;
        this.terminals = terminals;
        this.pty = pty;
        hangUpsBefore = terminal.control().hangUps();
        if (pty != null) {
            pty.slaveOpened();
        }
    }

    Terminal terminal() {
        return terminal;
    }

    /** True if it was opened as /dev/console. */
    boolean isConsole() {
        return inode().deviceMajor() == Devices.TERMINAL_MAJOR
                && inode().deviceMinor() == Devices.CONSOLE_MINOR;
    }

    private boolean isDead() {
        return !isConsole() && terminal.control().hangUps() != hangUpsBefore;
    }

    /**
     * Readers in the background are stopped. Linux lets those pass whose descriptor was opened as
     * /dev/console; here that is the machine's only terminal of its own.
     */
    @Override
    int admitReader(Task task) {
        return isDead() ? 0 : terminal.control().admit(task, Signals.SIGTTIN, terminals.server());
    }

    @Override
    int admitWriter(Task task) {
        return isDead() || !terminal.termios().local(Termios.STOP_BACKGROUND_OUTPUT)
                ? 0
                : terminal.control().admit(task, Signals.SIGTTOU, terminals.server());
    }

    @Override
    int read(IoBuffer to) {
        if (isDead()) {
            boolean waited = readerWaited;
            readerWaited = false;
            return waited && pty != null ? -Errno.EIO : 0;
        }
        input.fetch();
        int result = terminal.read(to);
        readerWaited = result == -Errno.EAGAIN && !isNonblocking();
        if (result == -Errno.EAGAIN) {
            input.want();
        }
        return result;
    }

    @Override
    int write(IoBuffer from) {
        if (isDead()) {
            return -Errno.EIO;
        }
        byte[] bytes = new byte[Math.min(from.remaining(), CHUNK_BYTES)];
        while (from.remaining() > 0) {
            int n = Math.min(Math.min(from.remaining(), bytes.length), terminal.outputRoom());
            if (n == 0) {
                return -Errno.EAGAIN;
            }
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
        if (isDead()) {
            return Poll.READABLE | Poll.WRITABLE | Poll.ERROR | Poll.HANG_UP;
        }
        input.fetch();
        int bits = terminal.outputRoom() > 0 ? Poll.WRITABLE : 0;
        if (!terminal.isReadable()) {
            input.want();
            return bits;
        }
        return bits | Poll.READABLE;
    }

    @Override
    @Nullable WaitQueue readers() {
        return terminal.readers();
    }

    @Override
    @Nullable WaitQueue writers() {
        return terminal.writers();
    }

    @Override
    int waitTenths() {
        return terminal.waitTenths();
    }

    @Override
    int ioctl(Task task, UserMemory memory, int request, int argument) {
        if (isDead()) {
            return request == Ioctl.TIOCSPGRP ? -Errno.ENOTTY : -Errno.EIO;
        }
        if (request == Ioctl.FIONREAD) {
            input.fetch();
            memory.setInt(task, argument, terminal.available());
            return 0;
        }
        return terminals.calls().ioctl(task, memory, terminal, this, request, argument);
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        digest.put((long) hangUpsBefore << 32 | (readerWaited ? 1 : 0));
    }

    @Override
    void closed() {
        if (pty != null) {
            pty.slaveClosed();
        }
    }
}
