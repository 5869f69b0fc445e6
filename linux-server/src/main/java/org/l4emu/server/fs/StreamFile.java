package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.schedule.WaitQueue;

/** One of the three standard streams of a machine without a terminal: looks like a pipe. */
final class StreamFile extends OpenFile {
    private final StreamNode node;

    StreamFile(StreamNode node, int flags) {
        super(node, flags);
        this.node = node;
    }

    @Override
    int read(IoBuffer to) {
        ConsoleStream stream = node.stream();
        if (to.remaining() == 0 || node.device() != ConsolePort.CONSOLE || stream.isAtEnd()) {
            return 0;
        }
        if (stream.available() == 0) {
            return -Errno.EAGAIN;
        }
        stream.read(to);
        return 0;
    }

    @Override
    int write(IoBuffer from) {
        int device = Math.max(node.device(), ConsolePort.STANDARD_OUTPUT);
        byte[] bytes = new byte[Math.min(from.remaining(), 4096)];
        while (from.remaining() > 0) {
            int n = Math.min(from.remaining(), bytes.length);
            int moved = from.get(bytes, 0, n);
            node.stream().port().output(device, bytes, 0, moved);
            if (moved < n) {
                break;
            }
        }
        return 0;
    }

    @Override
    int ioctl(Task task, UserMemory memory, int request, int argument) {
        if (request == Ioctl.FIONREAD) {
            memory.setInt(task, argument, node.stream().available());
            return 0;
        }
        return -Errno.ENOTTY;
    }

    @Override
    int readiness() {
        if (node.device() != ConsolePort.CONSOLE) {
            return Poll.WRITABLE;
        }
        int bits = mayWrite() ? Poll.WRITABLE : 0;
        if (node.stream().available() > 0) {
            return bits | Poll.READABLE;
        }
        return node.stream().isAtEnd() ? bits | Poll.HANG_UP : bits;
    }

    @Override
    @Nullable WaitQueue readers() {
        return node.device() == ConsolePort.CONSOLE ? node.stream().readers() : null;
    }

    @Override
    String anonymousName() {
        return "pipe:[" + node.number() + "]";
    }
}
