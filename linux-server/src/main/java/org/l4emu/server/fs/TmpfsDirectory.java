package org.l4emu.server.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.StateDigest;

/**
 * A directory in memory. Every name gets a cookie that only grows, so a listing that goes on after
 * changes neither repeats nor skips a name that stayed.
 */
final class TmpfsDirectory extends Directory {
    private static final long FIRST_COOKIE = 2;

    private record Entry(String name, Inode inode, long cookie) {}

    private final LinkedHashMap<String, Entry> byName = new LinkedHashMap<>();
    private final TreeMap<Long, Entry> byCookie = new TreeMap<>();
    private long nextCookie = FIRST_COOKIE;
    private @Nullable TmpfsDirectory parent;
    private String name = "";
    private int subdirectories;

    TmpfsDirectory(Tmpfs tree, int permissions, int uid, int gid) {
        super(tree, permissions, uid, gid);
    }

    void becomeRoot() {
        parent = this;
        addLink();
    }

    @Override
    @Nullable Inode lookup(String entryName, Caller caller) {
        return find(entryName);
    }

    @Nullable Inode find(String entryName) {
        Entry entry = byName.get(entryName);
        return entry == null ? null : entry.inode();
    }

    @Override
    @Nullable Directory parent() {
        return parent;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    public int links() {
        return parent == null ? 0 : 2 + subdirectories;
    }

    @Override
    public long sizeBytes() {
        return 40 + 20L * byName.size();
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    /**
     * Gives {@code inode} a name here.
     *
     * <p>Precondition: the name is free; a directory has no other name.
     */
    void enter(String entryName, Inode inode) {
        Entry entry = new Entry(entryName, inode, nextCookie++);
        byName.put(entryName, entry);
        byCookie.put(entry.cookie(), entry);
        inode.addLink();
        if (inode instanceof TmpfsDirectory child) {
            child.parent = this;
            child.name = entryName;
            subdirectories++;
        }
        touchModified();
    }

    /** Takes a name away. The file goes with its last name and last user. */
    void remove(String entryName) {
        Entry entry = byName.remove(entryName);
        if (entry == null) {
            return;
        }
        byCookie.remove(entry.cookie());
        if (entry.inode() instanceof TmpfsDirectory child) {
            child.parent = null;
            subdirectories--;
        }
        entry.inode().touchChanged();
        entry.inode().dropLink();
        touchModified();
    }

    /** True if {@code other} is this directory or below it. */
    boolean contains(TmpfsDirectory other) {
        for (TmpfsDirectory at = other; at != null; at = at.parent) {
            if (at == this) {
                return true;
            }
            if (at.parent == at) {
                return false;
            }
        }
        return false;
    }

    @Override
    void list(long from, Caller caller, EntrySink sink) {
        if (from <= 0 && !sink.entry(".", number(), Mode.DIRECTORY, 1)) {
            return;
        }
        if (from <= 1) {
            Directory above = up();
            int aboveNumber = above == null ? number() : above.number();
            if (!sink.entry("..", aboveNumber, Mode.DIRECTORY, FIRST_COOKIE)) {
                return;
            }
        }
        for (Entry entry : byCookie.tailMap(from, true).values()) {
            Inode inode = entry.inode();
            if (!sink.entry(entry.name(), inode.number(), inode.type(), entry.cookie() + 1)) {
                return;
            }
        }
    }

    @Override
    void digest(StateDigest digest) {
        super.digest(digest);
        for (Map.Entry<Long, Entry> entry : byCookie.entrySet()) {
            digest.put(entry.getKey());
            digest.put(entry.getValue().name());
            digest.put(entry.getValue().inode().number());
            entry.getValue().inode().digest(digest);
        }
    }
}
