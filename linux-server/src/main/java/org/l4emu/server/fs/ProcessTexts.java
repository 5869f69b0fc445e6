package org.l4emu.server.fs;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.l4emu.server.mm.AreaView;
import org.l4emu.server.mm.Mm;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.ResourceLimits;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.ptrace.Tracee;

/** The texts of procfs that speak of one process. */
final class ProcessTexts {
    private static final long TICK_NANOS = 10_000_000;
    private static final int ARGUMENTS_SHOWN_MAX = 128 << 10;

    private final ServerPort server;
    private final Vfs vfs;

    ProcessTexts(ServerPort server, Vfs vfs) {
        this.server = server;
        this.vfs = vfs;
    }

    private static char stateLetter(Task task) {
        switch (task.state()) {
            case RUNNING:
                return 'R';
            case SLEEPING:
                return 'S';
            case STOPPED:
                return 'T';
            case TRACED:
                return 't';
            case ZOMBIE:
                return 'Z';
            case DEAD:
                return 'X';
        }
        return '?';
    }

    private static int parentPid(Task task) {
        ThreadGroup parent = task.group().parent();
        return parent == null ? 0 : parent.pid();
    }

    String stat(Task task) {
        ThreadGroup group = task.group();
        Mm mm = task.hasMm() ? task.mm() : null;
        Terminal terminal = vfs.terminals().controlling(group);
        long[] fields = new long[52];
        fields[4 - 1] = parentPid(task);
        fields[5 - 1] = group.processGroup();
        fields[6 - 1] = group.session();
        fields[7 - 1] = vfs.terminals().deviceOf(group);
        fields[8 - 1] = terminal == null ? -1 : terminal.control().foregroundGroup();
        fields[9 - 1] = 0x400000;
        fields[14 - 1] = server.processorNanos(group) / TICK_NANOS;
        long low = 0x7fffffff;
        fields[31 - 1] = task.signals().pending().set() & low;
        fields[32 - 1] = task.signals().blocked() & low;
        fields[33 - 1] = group.actions().ignored() & low;
        fields[34 - 1] = group.actions().caught() & low;
        fields[18 - 1] = 20;
        fields[20 - 1] = Math.max(1, group.threads().size());
        fields[22 - 1] = server.startNanos(group) / TICK_NANOS;
        fields[23 - 1] = mm == null ? 0 : mm.mappedPages() * 4096L;
        fields[24 - 1] = mm == null ? 0 : mm.residentPages();
        fields[25 - 1] = 0xffffffffL;
        fields[38 - 1] = 17;
        fields[48 - 1] = mm == null ? 0 : mm.argumentStart() & 0xffffffffL;
        fields[49 - 1] = mm == null ? 0 : mm.argumentEnd() & 0xffffffffL;
        fields[50 - 1] = mm == null ? 0 : mm.argumentEnd() & 0xffffffffL;
        fields[51 - 1] = mm == null ? 0 : mm.environmentEnd() & 0xffffffffL;
        StringBuilder text = new StringBuilder();
        text.append(group.pid()).append(" (").append(task.comm()).append(") ");
        text.append(stateLetter(task));
        for (int i = 3; i < fields.length; i++) {
            text.append(' ').append(fields[i]);
        }
        return text.append('\n').toString();
    }

    private static String stateName(Task task) {
        switch (task.state()) {
            case RUNNING:
                return "R (running)";
            case SLEEPING:
                return "S (sleeping)";
            case STOPPED:
                return "T (stopped)";
            case TRACED:
                return "t (tracing stop)";
            case ZOMBIE:
                return "Z (zombie)";
            case DEAD:
                return "X (dead)";
        }
        return "?";
    }

    String status(Task task) {
        Credentials c = task.credentials();
        StringBuilder text = new StringBuilder();
        text.append("Name:\t").append(task.comm());
        text.append(String.format(Locale.ROOT, "\nUmask:\t%04o", task.fs().umask()));
        text.append("\nState:\t").append(stateName(task));
        text.append("\nTgid:\t").append(task.group().pid());
        text.append("\nNgid:\t0\nPid:\t").append(task.pid());
        text.append("\nPPid:\t").append(parentPid(task));
        Tracee tracee = task.tracee();
        text.append("\nTracerPid:\t").append(tracee == null ? 0 : tracee.tracerGroup().pid());
        text.append(
                String.format(
                        Locale.ROOT,
                        "\nUid:\t%d\t%d\t%d\t%d",
                        c.uid(),
                        c.euid(),
                        c.suid(),
                        c.fsuid()));
        text.append(
                String.format(
                        Locale.ROOT,
                        "\nGid:\t%d\t%d\t%d\t%d",
                        c.gid(),
                        c.egid(),
                        c.sgid(),
                        c.fsgid()));
        text.append("\nFDSize:\t").append(task.files().end());
        text.append("\nGroups:\t \n");
        if (task.hasMm()) {
            Mm mm = task.mm();
            line(text, "VmPeak", mm.mappedPages());
            line(text, "VmSize", mm.mappedPages());
            line(text, "VmRSS", mm.residentPages());
            line(text, "VmData", mm.dataPages());
            line(text, "VmExe", mm.textPages());
        }
        text.append("Threads:\t").append(Math.max(1, task.group().threads().size()));
        text.append('\n');
        signals(text, task);
        return text.toString();
    }

    private void signals(StringBuilder text, Task task) {
        ThreadGroup group = task.group();
        int queued = server.queuedSignals(task.credentials().uid());
        String limit = Long.toUnsignedString(group.limits().soft(ResourceLimits.SIGPENDING));
        text.append("SigQ:\t").append(queued).append('/').append(limit).append('\n');
        set(text, "SigPnd", task.signals().pending().set());
        set(text, "ShdPnd", group.signals().set());
        set(text, "SigBlk", task.signals().blocked());
        set(text, "SigIgn", group.actions().ignored());
        set(text, "SigCgt", group.actions().caught());
    }

    private static void set(StringBuilder text, String name, long signals) {
        text.append(String.format(Locale.ROOT, "%s:\t%016x\n", name, signals));
    }

    private static void line(StringBuilder text, String name, int pages) {
        text.append(String.format(Locale.ROOT, "%s:\t%8d kB\n", name, pages * 4L));
    }

    String statm(Task task) {
        if (!task.hasMm()) {
            return "0 0 0 0 0 0 0\n";
        }
        Mm mm = task.mm();
        return mm.mappedPages()
                + " "
                + mm.residentPages()
                + " "
                + mm.sharedPages()
                + " "
                + mm.textPages()
                + " 0 "
                + mm.dataPages()
                + " 0\n";
    }

    String commandLine(Task task) {
        return task.hasMm() ? memory(task, task.mm().argumentStart(), task.mm().argumentEnd()) : "";
    }

    String environment(Task task) {
        return task.hasMm()
                ? memory(task, task.mm().argumentEnd(), task.mm().environmentEnd())
                : "";
    }

    private String memory(Task task, int from, int to) {
        int length = Math.min(to - from, ARGUMENTS_SHOWN_MAX);
        if (length <= 0) {
            return "";
        }
        try {
            byte[] bytes = server.userMemory().copyIn(task, from, length);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        } catch (UserFault gone) {
            return "";
        }
    }

    String maps(Task task) {
        StringBuilder text = new StringBuilder();
        if (task.hasMm()) {
            for (AreaView area : task.mm().describeAreas()) {
                text.append(area.line()).append('\n');
            }
        }
        return text.toString();
    }

    String mounts(Task task) {
        return vfs.mounts().table(task.fs().root());
    }

    String limits(Task task) {
        String head =
                String.format(
                        Locale.ROOT,
                        "%-26s%-21s%-21s%-10s\n",
                        "Limit",
                        "Soft Limit",
                        "Hard Limit",
                        "Units");
        return head
                + String.format(
                        Locale.ROOT,
                        "%-26s%-21d%-21d%-10s\n",
                        "Max open files",
                        task.files().limit(),
                        FileTable.DESCRIPTORS_MAX,
                        "files");
    }
}
