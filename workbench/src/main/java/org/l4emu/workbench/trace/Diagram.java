package org.l4emu.workbench.trace;

import java.util.List;
import java.util.Map;
import org.l4emu.protocol.trace.TraceEvent;

/**
 * A space-time diagram: a lane for each thread, time goes down, a row for each event worth showing.
 * It is plain data; {@link DiagramBuilder} makes it, {@link TextDiagram} and {@link SvgDiagram}
 * draw it.
 *
 * @param lanes from left to right: user threads, signal threads, servers, the kernel
 * @param rows from top to bottom
 * @param bars what lasts for several rows
 */
public record Diagram(List<Lane> lanes, List<Row> rows, List<Bar> bars) {
    /** Rows a diagram may have: more cannot be read. */
    public static final int ROWS_MAX = 2000;

    /** No lane. */
    public static final int NONE = -1;

    /** What a lane stands for; the order is that of the diagram. */
    public enum LaneKind {
        USER("user thread", "U"),
        SIGNAL("signal thread", "S"),
        SERVER("server", "L"),
        /** The microkernel with its devices' threads. */
        KERNEL("kernel", "K");

        private final String title;
        private final String letter;

        LaneKind(String title, String letter) {
            this.title = title;
            this.letter = letter;
        }

        public String title() {
            return title;
        }

        /** L is the Linux server's: S is the signal thread's. */
        public String letter() {
            return letter;
        }
    }

    /**
     * A lane.
     *
     * @param number task and thread as traces write them, {@code 9.0}; empty for the kernel
     */
    public record Lane(LaneKind kind, String number) {
        /** What a sentence calls it. */
        public String name() {
            return number.isEmpty() ? "the kernel" : kind.title() + " " + number;
        }
    }

    /** How a row is drawn. */
    public enum Shape {
        /** Something on one lane. */
        POINT,
        IPC,
        PAGE_FAULT,
        NOTIFICATION,
        EX_REGS,
        /** The processor goes from one lane to another without a message. */
        SWITCH,
        /** A variable of the protocol was set or cleared. */
        SET,
        CLEARED,
        /** The thread is gone. */
        END,
        /** A self-check of the machine spoke. */
        ALARM;

        /** True for what goes from lane to lane. */
        public boolean isArrow() {
            return switch (this) {
                case IPC, PAGE_FAULT, NOTIFICATION, EX_REGS -> true;
                case POINT, SWITCH, SET, CLEARED, END, ALARM -> false;
            };
        }
    }

    /**
     * One event, or several that are told as one.
     *
     * @param sequence of the first event
     * @param events how many
     * @param from lane, or {@link #NONE} where a switch comes from a thread that is not shown
     * @param to lane of an arrow's head or of a switch's new thread, or {@link #NONE}
     * @param running the lane that has the processor after it, or {@link #NONE}
     * @param label kind and number, short enough for an arrow; may be empty
     * @param text the rest
     * @param marks what someone has to say about it
     */
    public record Row(
            long sequence,
            long time,
            int events,
            Shape shape,
            int from,
            int to,
            int running,
            String label,
            String text,
            List<String> marks) {
        /** Label and text together. */
        public String whole() {
            if (label.isEmpty() || text.isEmpty()) {
                return label + text;
            }
            return label + ": " + text;
        }
    }

    /** What a bar says. */
    public enum BarKind {
        /** The lane's thread holds an emu_local_lock. */
        LOCK,
        /** The server works for a user thread: its under_kernel_control is set. */
        UNDER_KERNEL_CONTROL
    }

    /**
     * A state that lasts from one row to another.
     *
     * @param owner the user thread whose variable it is, as a sentence calls it
     * @param slot bars of one lane that overlap have different ones, from 0
     */
    public record Bar(BarKind kind, int lane, int firstRow, int lastRow, String owner, int slot) {
        boolean covers(int row) {
            return firstRow <= row && row <= lastRow;
        }
    }

    public Diagram {
        lanes = List.copyOf(lanes);
        rows = List.copyOf(rows);
        bars = List.copyOf(bars);
    }

    /** How many bars of a kind cover this place. */
    int covering(BarKind kind, int lane, int row) {
        int count = 0;
        for (Bar bar : bars) {
            count += bar.kind() == kind && bar.lane() == lane && bar.covers(row) ? 1 : 0;
        }
        return count;
    }

    /** Row after which a lane's thread is gone; past the end if it never is. */
    int endOf(int lane) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).shape() == Shape.END && rows.get(row).from() == lane) {
                return row;
            }
        }
        return rows.size();
    }

    /** What a row says as a sentence, for who cannot see the drawing. */
    String sentence(Row row) {
        String from = row.from() == NONE ? "a thread not shown" : lanes.get(row.from()).name();
        String to = row.to() == NONE ? "a thread not shown" : lanes.get(row.to()).name();
        String step = "step " + row.sequence() + ": ";
        String said = row.whole().isEmpty() ? "" : ": " + row.whole();
        return step
                + switch (row.shape()) {
                    case IPC -> from + " sends a message to " + to + said;
                    case PAGE_FAULT -> "page-fault message from " + from + " to " + to + said;
                    case NOTIFICATION -> from + " notifies " + to + said;
                    case EX_REGS -> from + " sets the registers of " + to + said;
                    case SWITCH -> "the processor goes from " + from + " to " + to;
                    case POINT, SET, CLEARED, END, ALARM -> from + said;
                };
    }

    /** Diagram of events in memory, among which are those that create the threads. */
    public static Diagram of(List<TraceEvent> events, boolean everyStep, Map<Long, String> marks) {
        DiagramBuilder builder = new DiagramBuilder(ThreadDirectory.of(events), everyStep);
        marks.forEach(builder::mark);
        events.forEach(builder::accept);
        return builder.build();
    }
}
