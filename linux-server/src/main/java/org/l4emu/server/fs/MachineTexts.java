package org.l4emu.server.fs;

import java.util.Locale;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** The texts of procfs that speak of the whole machine. */
final class MachineTexts {
    private static final int KIB_PER_PAGE = 4;
    private static final long HUNDREDTH_NANOS = 10_000_000;

    private final ServerPort server;

    MachineTexts(ServerPort server) {
        this.server = server;
    }

    String meminfo() {
        long total = (long) server.totalFrames() * KIB_PER_PAGE;
        long free = (long) server.freeFrames() * KIB_PER_PAGE;
        String[] names = {
            "MemTotal", "MemFree", "MemAvailable", "Buffers", "Cached", "SwapCached", "Active",
            "Inactive", "SwapTotal", "SwapFree", "Dirty", "Writeback", "AnonPages", "Mapped",
            "Shmem", "Slab", "SReclaimable", "SUnreclaim"
        };
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            long value = name.equals("MemTotal") ? total : name.startsWith("Mem") ? free : 0;
            text.append(String.format(Locale.ROOT, "%-15s %8d kB\n", name + ":", value));
        }
        return text.toString();
    }

    String uptime() {
        String now = hundredths(server.uptimeNanos());
        long busy = 0;
        for (ThreadGroup group : server.processes()) {
            busy += server.processorNanos(group);
        }
        return now + " " + hundredths(Math.max(0, server.uptimeNanos() - busy)) + "\n";
    }

    private static String hundredths(long nanos) {
        long units = nanos / HUNDREDTH_NANOS;
        return String.format(Locale.ROOT, "%d.%02d", units / 100, units % 100);
    }

    String loadavg() {
        int running = 0;
        int all = 0;
        int last = 1;
        for (ThreadGroup group : server.processes()) {
            for (Task task : group.threads()) {
                all++;
                running += task.state() == Task.State.RUNNING ? 1 : 0;
                last = Math.max(last, task.pid());
            }
        }
        return "0.00 0.00 0.00 " + running + "/" + all + " " + last + "\n";
    }

    String version() {
        return server.systemName()
                + " version "
                + server.release()
                + " (l4emu) "
                + server.version()
                + "\n";
    }

    String cpuinfo() {
        return """
               processor\t: 0
               model name\t: ARM926EJ-S rev 5 (v5l)
               BogoMIPS\t: 100.00
               Features\t: swp half thumb fastmult edsp
               CPU implementer\t: 0x41
               CPU architecture: 5TEJ
               CPU variant\t: 0x0
               CPU part\t: 0x926
               CPU revision\t: 5

               Hardware\t: l4emu
               Revision\t: 0000
               Serial\t\t: 0000000000000000
               """;
    }

    String stat() {
        long busy = 0;
        int running = 0;
        for (ThreadGroup group : server.processes()) {
            busy += server.processorNanos(group) / HUNDREDTH_NANOS;
            for (Task task : group.threads()) {
                running += task.state() == Task.State.RUNNING ? 1 : 0;
            }
        }
        long idle = Math.max(0, server.uptimeNanos() / HUNDREDTH_NANOS - busy);
        long boot = (server.nanos() - server.uptimeNanos()) / 1_000_000_000L;
        String times = busy + " 0 0 " + idle + " 0 0 0 0 0 0\n";
        return "cpu  "
                + times
                + "cpu0 "
                + times
                + "intr 0\nctxt 0\nbtime "
                + boot
                + "\nprocesses "
                + server.processes().size()
                + "\nprocs_running "
                + running
                + "\nprocs_blocked 0\n";
    }

    String filesystems() {
        return "nodev\tproc\nnodev\ttmpfs\nnodev\tdevtmpfs\nnodev\tpipefs\n";
    }

    String devices() {
        return "Character devices:\n  1 mem\n  5 /dev/tty\n  5 /dev/console\n\nBlock devices:\n";
    }

    String swaps() {
        return "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n";
    }
}
