package org.l4emu.server.fs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory of procfs with a fixed set of entries. */
class ProcDirectory extends Directory {
    private final @Nullable ProcDirectory parent;
    private final String name;
    private final LinkedHashMap<String, Inode> entries = new LinkedHashMap<>();

    ProcDirectory(FileSystem fileSystem, @Nullable ProcDirectory parent, String name) {
        super(fileSystem, 0555, 0, 0);
        this.parent = parent;
        this.name = name;
    }

    final void add(String entryName, Inode inode) {
        entries.put(entryName, inode);
    }

    /** Makes a directory in it. */
    final ProcDirectory addDirectory(String entryName) {
        ProcDirectory made = new ProcDirectory(fileSystem(), this, entryName);
        entries.put(entryName, made);
        return made;
    }

    final Map<String, Inode> entries() {
        return entries;
    }

    @Override
    public int links() {
        return 2;
    }

    @Override
    @Nullable Inode lookup(String entryName, Caller caller) {
        return entries.get(entryName);
    }

    @Override
    Directory parent() {
        return parent == null ? this : parent;
    }

    @Override
    String name() {
        return name;
    }

    @Override
    void list(long from, Caller caller, EntrySink sink) {
        listFixed(from, sink);
    }

    /** Lists "." and ".." and the fixed entries; returns false if the sink stopped. */
    final boolean listFixed(long from, EntrySink sink) {
        if (from <= 0 && !sink.entry(".", number(), Mode.DIRECTORY, 1)) {
            return false;
        }
        Directory above = up();
        int aboveNumber = above == null ? number() : above.number();
        if (from <= 1 && !sink.entry("..", aboveNumber, Mode.DIRECTORY, 2)) {
            return false;
        }
        long cookie = 2;
        for (Map.Entry<String, Inode> entry : entries.entrySet()) {
            Inode inode = entry.getValue();
            if (cookie >= from
                    && !sink.entry(entry.getKey(), inode.number(), inode.type(), cookie + 1)) {
                return false;
            }
            cookie++;
        }
        return true;
    }
}
