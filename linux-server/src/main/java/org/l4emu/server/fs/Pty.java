package org.l4emu.server.fs;

import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.WaitQueue;

/** A pseudo-terminal: a terminal whose screen and keyboard a program holds. */
final class Pty implements Terminal.Output, Terminal.Source {
    private static final int SCREEN_BYTES = 4096;

    private final int number;
    private final Terminal terminal;
    private final WaitQueue screenReaders = new WaitQueue();
    private final byte[] screen = new byte[SCREEN_BYTES];
    private int count;
    private boolean locked = true;
    private boolean masterIsOpen = true;
    private boolean slaveWasOpen;
    private int slaveFiles;

    Pty(int number, Terminal.Signals signals) {
        this.number = number;
        terminal = new Terminal(signals, this, 0, 0);
    }

    /** Its name below /dev/pts. */
    int number() {
        return number;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The slave cannot be opened before TIOCSPTLCK unlocks it. */
    boolean isLocked() {
        return locked;
    }

    void setLocked(boolean newLocked) {
        locked = newLocked;
    }

    boolean masterIsOpen() {
        return masterIsOpen;
    }

    void closeMaster() {
        masterIsOpen = false;
    }

    /** True from the close of the last slave to the next open. */
    boolean isSlaveGone() {
        return slaveWasOpen && slaveFiles == 0;
    }

    void slaveOpened() {
        slaveWasOpen = true;
        slaveFiles++;
    }

    void slaveClosed() {
        slaveFiles--;
        screenReaders.wakeAll();
    }

    /** Woken when something was printed, or the last slave was closed. */
    WaitQueue screenReaders() {
        return screenReaders;
    }

    /** Bytes printed and not yet read by the master. */
    int printed() {
        return count;
    }

    /** TCFLSH of the output side. */
    void flushScreen() {
        count = 0;
        terminal.writers().wakeAll();
    }

    /** The master reads what was printed; −EIO when all slaves are gone. */
    int readScreen(IoBuffer to) {
        if (count == 0) {
            return isSlaveGone() ? -Errno.EIO : -Errno.EAGAIN;
        }
        int moved = to.put(screen, 0, Math.min(count, to.remaining()));
        System.arraycopy(screen, moved, screen, 0, count - moved);
        count -= moved;
        terminal.writers().wakeAll();
        return 0;
    }

    /** Prints; an echo that finds no room is lost. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
        int kept = Math.min(length, room());
        System.arraycopy(bytes, offset, screen, count, kept);
        count += kept;
        screenReaders.wakeAll();
    }

    @Override
    public int room() {
        return SCREEN_BYTES - count;
    }

    @Override
    public void fetch() {
        // The master's writes bring what is typed
    }

    @Override
    public void want() {
        // and the readers' queue wakes who waits for it
    }

    void digest(StateDigest digest) {
        digest.put((long) number << 32 | slaveFiles);
        digest.put((locked ? 4 : 0) | (masterIsOpen ? 2 : 0) | (slaveWasOpen ? 1 : 0));
        digest.put(screen, 0, count);
        terminal.digest(digest);
    }
}
