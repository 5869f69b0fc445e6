package org.l4emu.server.process;

/** User and group ids of a task; immutable, replaced whole. */
public record Credentials(
        int uid, int euid, int suid, int fsuid, int gid, int egid, int sgid, int fsgid) {
    /** The superuser. */
    public static final Credentials ROOT = new Credentials(0, 0, 0, 0, 0, 0, 0, 0);

    /** True if permission checks do not apply. */
    public boolean isSuperuser() {
        return euid == 0;
    }
}
