package org.l4emu.server.fs;

/** The file behind a standard stream: a FIFO without a name. */
final class StreamNode extends Inode {
    private final ConsoleStream stream;
    private final int device;

    StreamNode(FileSystem fileSystem, ConsoleStream stream, int device) {
        super(fileSystem, Mode.FIFO | 0600, 0, 0);
        this.stream = stream;
        this.device = device;
    }

    ConsoleStream stream() {
        return stream;
    }

    /** Which device of {@link ConsolePort}. */
    int device() {
        return device;
    }

    @Override
    public int links() {
        return 1;
    }
}
