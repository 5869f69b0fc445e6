package org.l4emu.server.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the root file system holds when the machine starts: a list of entries in canonical order.
 *
 * <p>Sorted by path, so a directory comes before what it holds; every parent directory is present;
 * no path comes twice; a hard link names an earlier regular file. Plain data: nobody changes it,
 * also not the arrays inside.
 */
public final class RootImage {
    /** What an entry is. */
    public enum Type {
        DIRECTORY,
        REGULAR,
        /** Target: where it points, as written. */
        SYMBOLIC_LINK,
        /** Target: the path of an earlier regular entry. */
        HARD_LINK,
        CHARACTER_DEVICE,
        BLOCK_DEVICE,
        FIFO,
        SOCKET
    }

    /**
     * One entry.
     *
     * @param path without a leading or trailing slash, one char per byte (ISO 8859-1)
     * @param mode the twelve permission bits
     * @param modificationSeconds since 1970
     * @param target of a link, otherwise empty
     * @param content of a regular file, otherwise empty
     */
    @SuppressWarnings("ArrayRecordComponent") // entries are not compared, and nobody changes them
    public record Entry(
            String path,
            Type type,
            int mode,
            int uid,
            int gid,
            long modificationSeconds,
            String target,
            byte[] content,
            int deviceMajor,
            int deviceMinor) {}

    private static final byte[] NOTHING = {};

    private final List<Entry> entries;

    private RootImage(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    public static Entry directory(String path, int mode) {
        return new Entry(path, Type.DIRECTORY, mode, 0, 0, 0, "", NOTHING, 0, 0);
    }

    public static Entry regular(String path, int mode, byte[] content) {
        return new Entry(path, Type.REGULAR, mode, 0, 0, 0, "", content, 0, 0);
    }

    public static Entry symbolicLink(String path, String target) {
        return new Entry(path, Type.SYMBOLIC_LINK, 0777, 0, 0, 0, target, NOTHING, 0, 0);
    }

    public static RootImage empty() {
        return new RootImage(List.of());
    }

    /**
     * Brings entries into canonical order. Paths may have the forms archives use ({@code ./bin/},
     * {@code /bin}); of two entries with one path the later counts; missing parents are made.
     *
     * @throws IllegalArgumentException if a path leaves the root, or a hard link names nothing
     */
    public static RootImage of(List<Entry> given) {
        TreeMap<String, Entry> byPath = new TreeMap<>();
        for (Entry entry : given) {
            String path = canonicalPath(entry.path());
            if (!path.isEmpty()) {
                String target =
                        entry.type() == Type.HARD_LINK
                                ? canonicalPath(entry.target())
                                : entry.target();
                byPath.put(path, moved(entry, path, target));
            }
        }
        addMissingParents(byPath);
        letTheFirstNameHoldTheFile(byPath);
        return new RootImage(new ArrayList<>(byPath.values()));
    }

    public List<Entry> entries() {
        return entries;
    }

    private static void addMissingParents(NavigableMap<String, Entry> byPath) {
        for (String path : List.copyOf(byPath.keySet())) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                String parent = path.substring(0, slash);
                byPath.putIfAbsent(parent, directory(parent, 0755));
            }
        }
    }

    /** An archive may name a file by a later path first; here the first path is the file. */
    private static void letTheFirstNameHoldTheFile(NavigableMap<String, Entry> byPath) {
        TreeMap<String, String> firstNames = new TreeMap<>();
        for (Entry entry : byPath.values()) {
            if (entry.type() == Type.HARD_LINK) {
                String file = resolve(byPath, entry);
                if (entry.path().compareTo(firstNames.getOrDefault(file, file)) < 0) {
                    firstNames.put(file, entry.path());
                } else {
                    firstNames.putIfAbsent(file, file);
                }
            }
        }
        TreeMap<String, Entry> changed = new TreeMap<>();
        for (Entry entry : byPath.values()) {
            String file = entry.type() == Type.HARD_LINK ? resolve(byPath, entry) : entry.path();
            String first = firstNames.get(file);
            if (first != null) {
                Entry whole = at(byPath, file);
                changed.put(
                        entry.path(),
                        entry.path().equals(first)
                                ? moved(whole, first, "")
                                : hardLink(whole, entry.path(), first));
            }
        }
        byPath.putAll(changed);
    }

    private static String resolve(Map<String, Entry> byPath, Entry link) {
        Entry at = link;
        for (int hops = 0; at.type() == Type.HARD_LINK; hops++) {
            Entry next = byPath.get(at.target());
            if (next == null || hops > byPath.size()) {
                throw new IllegalArgumentException(
                        "hard link " + link.path() + " names no file: " + at.target());
            }
            at = next;
        }
        return at.path();
    }

    private static Entry at(Map<String, Entry> byPath, String path) {
        Entry entry = byPath.get(path);
        if (entry == null) {
            throw new IllegalArgumentException("no entry " + path);
        }
        return entry;
    }

    private static Entry moved(Entry entry, String path, String target) {
        return new Entry(
                path,
                entry.type(),
                entry.mode(),
                entry.uid(),
                entry.gid(),
                entry.modificationSeconds(),
                target,
                entry.content(),
                entry.deviceMajor(),
                entry.deviceMinor());
    }

    private static Entry hardLink(Entry file, String path, String target) {
        return new Entry(
                path,
                Type.HARD_LINK,
                file.mode(),
                file.uid(),
                file.gid(),
                file.modificationSeconds(),
                target,
                NOTHING,
                0,
                0);
    }

    static String canonicalPath(String path) {
        StringBuilder result = new StringBuilder();
        for (String name : path.split("/", -1)) {
            if (name.equals("..")) {
                throw new IllegalArgumentException("path leaves the root: " + path);
            }
            if (!name.isEmpty() && !name.equals(".")) {
                result.append(result.isEmpty() ? "" : "/").append(name);
            }
        }
        return result.toString();
    }
}
