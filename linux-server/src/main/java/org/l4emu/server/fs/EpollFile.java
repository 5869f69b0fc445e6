package org.l4emu.server.fs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.schedule.WaitQueue;

/** An epoll instance: the files it watches. Edges are reported as levels. */
final class EpollFile extends OpenFile {
    static final int ONE_SHOT = 1 << 30;
    private static final int FLAGS = 0xf << 28;

    /** What is watched; the file stays known as long as its descriptor names it. */
    private static final class Interest {
        private final OpenFile file;
        private int events;
        private long data;

        Interest(OpenFile file, int events, long data) {
            this.file = file;
            this.events = events;
            this.data = data;
        }
    }

    /** Takes ready files. */
    @FunctionalInterface
    interface ReadySink {
        /** One ready file; false if there is no room for more. */
        boolean ready(int events, long data);
    }

    private final TreeMap<Integer, Interest> interests = new TreeMap<>();
    private final WaitQueue changed = new WaitQueue();
    private int rotation;

    EpollFile(Inode inode, int flags) {
        super(inode, flags | OpenFlags.READ_WRITE);
    }

    int add(int fd, OpenFile file, int events, long data) {
        forgetClosed(fd, file);
        if (interests.containsKey(fd)) {
            return -Errno.EEXIST;
        }
        if (file == this) {
            return -Errno.EINVAL;
        }
        if (file instanceof RegularFile || file instanceof DirectoryFile) {
            return -Errno.EPERM;
        }
        interests.put(fd, new Interest(file, events, data));
        changed.wakeAll();
        return 0;
    }

    int modify(int fd, OpenFile file, int events, long data) {
        forgetClosed(fd, file);
        Interest interest = interests.get(fd);
        if (interest == null) {
            return -Errno.ENOENT;
        }
        interest.events = events;
        interest.data = data;
        changed.wakeAll();
        return 0;
    }

    int remove(int fd, OpenFile file) {
        forgetClosed(fd, file);
        return interests.remove(fd) == null ? -Errno.ENOENT : 0;
    }

    private void forgetClosed(int fd, OpenFile file) {
        Interest known = interests.get(fd);
        if (known != null && known.file != file) {
            interests.remove(fd);
        }
    }

    /** Reports what is ready, beginning behind what came first last time. */
    int report(ReadySink sink) {
        interests.values().removeIf(interest -> !interest.file.isOpen());
        int reported = 0;
        int skip = interests.isEmpty() ? 0 : rotation % interests.size();
        int size = interests.size();
        Interest[] all = interests.values().toArray(new Interest[0]);
        for (int i = 0; i < size; i++) {
            Interest interest = all[(i + skip) % size];
            int bits = ready(interest);
            if (bits != 0) {
                if (!sink.ready(bits, interest.data)) {
                    rotation += i;
                    return reported;
                }
                reported++;
                if ((interest.events & ONE_SHOT) != 0) {
                    interest.events &= FLAGS;
                }
            }
        }
        return reported;
    }

    private static int ready(Interest interest) {
        boolean disabled = (interest.events & ~FLAGS) == 0;
        return disabled ? 0 : interest.file.readiness() & (interest.events & ~FLAGS | Poll.ALWAYS);
    }

    @Override
    int read(IoBuffer to) {
        return -Errno.EINVAL;
    }

    @Override
    int write(IoBuffer from) {
        return -Errno.EINVAL;
    }

    @Override
    int readiness() {
        for (Interest interest : interests.values()) {
            if (interest.file.isOpen() && ready(interest) != 0) {
                return Poll.READABLE;
            }
        }
        return 0;
    }

    @Override
    void collectQueues(List<WaitQueue> target) {
        target.add(changed);
        for (Interest interest : interests.values()) {
            interest.file.collectQueues(target);
        }
    }

    @Override
    String anonymousName() {
        return "anon_inode:[eventpoll]";
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        for (Map.Entry<Integer, Interest> entry : interests.entrySet()) {
            digest.put(entry.getKey());
            digest.put(entry.getValue().events);
            digest.put(entry.getValue().data);
        }
    }
}
