package org.l4emu.server.process;

import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.syscall.SyscallTable;

/** User and group ids, process groups and sessions. */
public final class IdentitySyscalls {
    private static final int KEEP = -1;
    private static final int GROUPS_MAX = 65_536;

    private final Processes processes;
    private final UserMemory user;

    public IdentitySyscalls(Processes processes, UserMemory user) {
        this.processes = processes;
        this.user = user;
    }

    /** Enters the family's rows. */
    public void register(SyscallTable table) {
        table.full(24, "getuid", task -> task.credentials().uid());
        table.full(47, "getgid", task -> task.credentials().gid());
        table.full(49, "geteuid", task -> task.credentials().euid());
        table.full(50, "getegid", task -> task.credentials().egid());
        table.full(199, "getuid32", task -> task.credentials().uid());
        table.full(200, "getgid32", task -> task.credentials().gid());
        table.full(201, "geteuid32", task -> task.credentials().euid());
        table.full(202, "getegid32", task -> task.credentials().egid());
        table.full(203, "setreuid32", IdentitySyscalls::setreuid, INT, INT);
        table.full(204, "setregid32", IdentitySyscalls::setregid, INT, INT);
        String none = "there are no supplementary groups";
        table.partial(205, "getgroups32", none, task -> 0, INT, POINTER);
        table.partial(206, "setgroups32", none, IdentitySyscalls::setgroups, INT, POINTER);
        table.full(208, "setresuid32", IdentitySyscalls::setresuid, INT, INT, INT);
        table.full(209, "getresuid32", this::getresuid, POINTER, POINTER, POINTER);
        table.full(210, "setresgid32", IdentitySyscalls::setresgid, INT, INT, INT);
        table.full(211, "getresgid32", this::getresgid, POINTER, POINTER, POINTER);
        table.full(213, "setuid32", IdentitySyscalls::setuid, INT);
        table.full(214, "setgid32", IdentitySyscalls::setgid, INT);
        table.full(215, "setfsuid32", IdentitySyscalls::setfsuid, INT);
        table.full(216, "setfsgid32", IdentitySyscalls::setfsgid, INT);
        table.full(57, "setpgid", this::setpgid, INT, INT);
        table.full(65, "getpgrp", task -> task.group().processGroup());
        table.full(66, "setsid", this::setsid);
        table.full(132, "getpgid", this::getpgid, INT);
        table.full(147, "getsid", this::getsid, INT);
    }

    private static int setUsers(Task task, int uid, int euid, int suid) {
        Credentials c = task.credentials();
        task.setCredentials(
                new Credentials(uid, euid, suid, euid, c.gid(), c.egid(), c.sgid(), c.fsgid()));
        return 0;
    }

    private static int setGroups(Task task, int gid, int egid, int sgid) {
        Credentials c = task.credentials();
        task.setCredentials(
                new Credentials(c.uid(), c.euid(), c.suid(), c.fsuid(), gid, egid, sgid, egid));
        return 0;
    }

    private static int setuid(Task task) {
        Credentials c = task.credentials();
        int uid = task.arg(0);
        if (uid == KEEP) {
            return -Errno.EINVAL;
        }
        if (c.isSuperuser()) {
            return setUsers(task, uid, uid, uid);
        }
        boolean allowed = uid == c.uid() || uid == c.suid();
        return allowed ? setUsers(task, c.uid(), uid, c.suid()) : -Errno.EPERM;
    }

    private static int setgid(Task task) {
        Credentials c = task.credentials();
        int gid = task.arg(0);
        if (gid == KEEP) {
            return -Errno.EINVAL;
        }
        if (c.isSuperuser()) {
            return setGroups(task, gid, gid, gid);
        }
        boolean allowed = gid == c.gid() || gid == c.sgid();
        return allowed ? setGroups(task, c.gid(), gid, c.sgid()) : -Errno.EPERM;
    }

    private static int setreuid(Task task) {
        Credentials c = task.credentials();
        int uid = task.arg(0);
        int euid = task.arg(1);
        boolean realAllowed = uid == KEEP || uid == c.uid() || uid == c.euid();
        boolean effectiveAllowed =
                euid == KEEP || euid == c.uid() || euid == c.euid() || euid == c.suid();
        if (!c.isSuperuser() && !(realAllowed && effectiveAllowed)) {
            return -Errno.EPERM;
        }
        int newUid = uid == KEEP ? c.uid() : uid;
        int newEuid = euid == KEEP ? c.euid() : euid;
        boolean saves = uid != KEEP || euid != KEEP && euid != c.uid();
        return setUsers(task, newUid, newEuid, saves ? newEuid : c.suid());
    }

    private static int setregid(Task task) {
        Credentials c = task.credentials();
        int gid = task.arg(0);
        int egid = task.arg(1);
        boolean realAllowed = gid == KEEP || gid == c.gid() || gid == c.egid();
        boolean effectiveAllowed =
                egid == KEEP || egid == c.gid() || egid == c.egid() || egid == c.sgid();
        if (!c.isSuperuser() && !(realAllowed && effectiveAllowed)) {
            return -Errno.EPERM;
        }
        int newGid = gid == KEEP ? c.gid() : gid;
        int newEgid = egid == KEEP ? c.egid() : egid;
        boolean saves = gid != KEEP || egid != KEEP && egid != c.gid();
        return setGroups(task, newGid, newEgid, saves ? newEgid : c.sgid());
    }

    private static boolean isOneOf(int id, int a, int b, int c) {
        return id == KEEP || id == a || id == b || id == c;
    }

    private static int setresuid(Task task) {
        Credentials c = task.credentials();
        for (int i = 0; i < 3; i++) {
            if (!c.isSuperuser() && !isOneOf(task.arg(i), c.uid(), c.euid(), c.suid())) {
                return -Errno.EPERM;
            }
        }
        return setUsers(
                task,
                kept(task.arg(0), c.uid()),
                kept(task.arg(1), c.euid()),
                kept(task.arg(2), c.suid()));
    }

    private static int setresgid(Task task) {
        Credentials c = task.credentials();
        for (int i = 0; i < 3; i++) {
            if (!c.isSuperuser() && !isOneOf(task.arg(i), c.gid(), c.egid(), c.sgid())) {
                return -Errno.EPERM;
            }
        }
        return setGroups(
                task,
                kept(task.arg(0), c.gid()),
                kept(task.arg(1), c.egid()),
                kept(task.arg(2), c.sgid()));
    }

    private static int kept(int wanted, int old) {
        return wanted == KEEP ? old : wanted;
    }

    private int getresuid(Task task) {
        Credentials c = task.credentials();
        user.setInt(task, task.arg(0), c.uid());
        user.setInt(task, task.arg(1), c.euid());
        user.setInt(task, task.arg(2), c.suid());
        return 0;
    }

    private int getresgid(Task task) {
        Credentials c = task.credentials();
        user.setInt(task, task.arg(0), c.gid());
        user.setInt(task, task.arg(1), c.egid());
        user.setInt(task, task.arg(2), c.sgid());
        return 0;
    }

    private static int setfsuid(Task task) {
        Credentials c = task.credentials();
        int uid = task.arg(0);
        if (c.isSuperuser() || uid == c.uid() || uid == c.euid() || uid == c.suid()) {
            task.setCredentials(
                    new Credentials(
                            c.uid(), c.euid(), c.suid(), uid, c.gid(), c.egid(), c.sgid(),
                            c.fsgid()));
        }
        return c.fsuid();
    }

    private static int setfsgid(Task task) {
        Credentials c = task.credentials();
        int gid = task.arg(0);
        if (c.isSuperuser() || gid == c.gid() || gid == c.egid() || gid == c.sgid()) {
            task.setCredentials(
                    new Credentials(
                            c.uid(), c.euid(), c.suid(), c.fsuid(), c.gid(), c.egid(), c.sgid(),
                            gid));
        }
        return c.fsgid();
    }

    private static int setgroups(Task task) {
        if (!task.credentials().isSuperuser()) {
            return -Errno.EPERM;
        }
        int count = task.arg(0);
        return count < 0 || count > GROUPS_MAX ? -Errno.EINVAL : 0;
    }

    private int setpgid(Task task) {
        ThreadGroup caller = task.group();
        int pid = task.arg(0) == 0 ? caller.pid() : task.arg(0);
        int wanted = task.arg(1) == 0 ? pid : task.arg(1);
        if (wanted < 0) {
            return -Errno.EINVAL;
        }
        Task named = processes.task(pid);
        if (named == null) {
            return -Errno.ESRCH;
        }
        if (named.pid() != named.group().pid()) {
            return -Errno.EINVAL;
        }
        ThreadGroup target = named.group();
        if (target.parent() == caller) {
            if (target.session() != caller.session()) {
                return -Errno.EPERM;
            }
            if (target.hasExecuted()) {
                return -Errno.EACCES;
            }
        } else if (target != caller) {
            return -Errno.ESRCH;
        }
        if (target.session() == target.pid()) {
            return -Errno.EPERM;
        }
        if (wanted != pid && !isGroupOfSession(wanted, caller.session())) {
            return -Errno.EPERM;
        }
        target.setProcessGroup(wanted);
        return 0;
    }

    private boolean isGroupOfSession(int processGroup, int session) {
        for (ThreadGroup member : processes.processGroup(processGroup)) {
            if (member.session() == session) {
                return true;
            }
        }
        return false;
    }

    private int setsid(Task task) {
        ThreadGroup group = task.group();
        if (!processes.processGroup(group.pid()).isEmpty()) {
            return -Errno.EPERM;
        }
        group.setSession(group.pid());
        group.setProcessGroup(group.pid());
        return group.pid();
    }

    private int getpgid(Task task) {
        Task other = task.arg(0) == 0 ? task : processes.task(task.arg(0));
        return other == null ? -Errno.ESRCH : other.group().processGroup();
    }

    private int getsid(Task task) {
        Task other = task.arg(0) == 0 ? task : processes.task(task.arg(0));
        return other == null ? -Errno.ESRCH : other.group().session();
    }
}
