package org.l4emu.server.fs;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.server.process.Errno;

/**
 * Walks paths. Paths are strings of one char per byte. The last component is special: it may be
 * missing, and a link there may be meant itself; so a walk ends at a place, not at a file.
 */
public final class PathWalk {
    /** Follow a symbolic link in the last component. */
    static final int FOLLOW = 1;

    private static final int NAME_MAX = 255;
    private static final int PATH_MAX = 4096;
    private static final int LINKS_MAX = 40;

    /** How the last component looked. */
    enum Last {
        /** A name, which may exist. */
        NAME,
        /** "." */
        DOT,
        /** ".." */
        DOT_DOT,
        /** No component at all: "/". */
        ROOT
    }

    private @Nullable Directory parent;
    private String name = "";
    private @Nullable Inode inode;
    private Last last = Last.ROOT;
    private boolean trailingSlash;

    // The state of a walk
    private String rest = "";
    private int at;
    private int links;

    /** Directory the last component is in. */
    Directory parent() {
        Directory existing = parent;
        if (existing == null) {
            throw InvariantViolation.of("L9_WALK_HAS_A_PLACE", "no walk ended with a name");
        }
        return existing;
    }

    /** The last component. */
    String name() {
        return name;
    }

    /** What is at the end; null if there is nothing of that name. */
    @Nullable Inode inode() {
        return inode;
    }

    /** What is at the end, where the caller knows there is something. */
    Inode found() {
        Inode existing = inode;
        if (existing == null) {
            throw InvariantViolation.of("L9_WALK_HAS_A_PLACE", "nothing at %s", name);
        }
        return existing;
    }

    Last last() {
        return last;
    }

    /** The path ended in a slash, so it must be a directory. */
    boolean hasTrailingSlash() {
        return trailingSlash;
    }

    /**
     * Walks to an existing file.
     *
     * @return 0, with {@link #found} set, or a negative errno
     */
    int find(Caller caller, Directory start, String path, int flags) {
        int result = walk(caller, start, path, flags);
        return result == 0 && inode == null ? -Errno.ENOENT : result;
    }

    /**
     * Walks to a place, which may be free.
     *
     * @param start where relative paths begin
     * @return 0 or a negative errno
     */
    int walk(Caller caller, Directory start, String path, int flags) {
        if (path.isEmpty()) {
            return -Errno.ENOENT;
        }
        if (path.length() >= PATH_MAX) {
            return -Errno.ENAMETOOLONG;
        }
        rest = path;
        at = 0;
        links = 0;
        Inode here = rest.charAt(0) == '/' ? caller.fs().root().top() : start;
        end(null, "", here, Last.ROOT, false);
        while (true) {
            at = skipSlashes(at);
            if (at == rest.length()) {
                return finish(here);
            }
            int end = endOfName(at);
            String component = rest.substring(at, end);
            at = end;
            int after = skipSlashes(end);
            boolean isLast = after == rest.length();
            if (!(here instanceof Directory directory)) {
                return -Errno.ENOTDIR;
            }
            int allowed = Permissions.check(directory, caller.credentials(), Permissions.EXECUTE);
            if (allowed < 0) {
                return allowed;
            }
            if (component.length() > NAME_MAX) {
                return -Errno.ENAMETOOLONG;
            }
            if (component.equals(".")) {
                end(directory, component, directory, Last.DOT, isLast && after > end);
                continue;
            }
            if (component.equals("..")) {
                Directory up = directory == caller.fs().root().top() ? directory : directory.up();
                if (up == null) {
                    return -Errno.ENOENT;
                }
                end(directory, component, up, Last.DOT_DOT, isLast && after > end);
                here = up;
                continue;
            }
            Inode child = directory.lookup(component, caller);
            if (child == null) {
                if (!isLast) {
                    return -Errno.ENOENT;
                }
                end(directory, component, null, Last.NAME, after > end);
                return 0;
            }
            if (child instanceof Directory childDirectory) {
                child = childDirectory.top();
            }
            if (child instanceof SymbolicLink link
                    && (!isLast || after > end || (flags & FOLLOW) != 0)) {
                if (++links > LINKS_MAX) {
                    return -Errno.ELOOP;
                }
                Inode jumped = link.jump(caller);
                if (jumped == null) {
                    String target = link.target(caller);
                    if (target.isEmpty()) {
                        return -Errno.ENOENT;
                    }
                    rest = target + rest.substring(end);
                    at = 0;
                    here = target.charAt(0) == '/' ? caller.fs().root().top() : directory;
                    end(null, "", here, Last.ROOT, false);
                    continue;
                }
                child = jumped;
            }
            end(directory, component, child, Last.NAME, isLast && after > end);
            here = child;
        }
    }

    private int finish(Inode here) {
        return trailingSlash && !(here instanceof Directory) ? -Errno.ENOTDIR : 0;
    }

    private void end(
            @Nullable Directory in,
            String component,
            @Nullable Inode file,
            Last kind,
            boolean slash) {
        parent = in;
        name = component;
        inode = file;
        last = kind;
        trailingSlash = slash;
    }

    private int skipSlashes(int from) {
        int i = from;
        while (i < rest.length() && rest.charAt(i) == '/') {
            i++;
        }
        return i;
    }

    private int endOfName(int from) {
        int slash = rest.indexOf('/', from);
        return slash < 0 ? rest.length() : slash;
    }
}
