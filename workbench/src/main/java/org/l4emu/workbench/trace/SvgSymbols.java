package org.l4emu.workbench.trace;

import java.util.List;
import java.util.Locale;
import org.l4emu.workbench.trace.Diagram.Lane;
import org.l4emu.workbench.trace.Diagram.LaneKind;
import org.l4emu.workbench.trace.Diagram.Shape;

/** The signs of the SVG form. Each differs by its shape; the colour is that of its lane. */
final class SvgSymbols {
    static final int LEGEND_HEIGHT = 62;

    private static final int HEAD = 9;
    private static final int ZIGZAG = 5;

    private final SvgWriter out;

    SvgSymbols(SvgWriter out) {
        this.out = out;
    }

    /** The box above a lane, with a badge whose shape and letter tell the kind. */
    void head(int x, int top, int width, Lane lane) {
        int left = x - width / 2;
        out.line(
                "<rect class=\"head\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"38\" rx=\"%d\"/>",
                left, top, width, lane.kind() == LaneKind.USER ? 12 : 3);
        badge(left + 19, top + 19, lane.kind());
        boolean narrow = width < 110;
        String title = narrow ? lane.kind().title().split(" ", 2)[0] : lane.kind().title();
        boolean alone = lane.number().isEmpty();
        out.text(
                "text",
                place("lanename", left + 37, top + (alone ? 23 : 16)),
                alone ? lane.kind().title() : title);
        if (!alone) {
            out.text("text", place("number", left + 37, top + 31), lane.number());
        }
    }

    private static String place(String style, int x, int y) {
        return String.format(Locale.ROOT, "class=\"%s\" x=\"%d\" y=\"%d\"", style, x, y);
    }

    private void badge(int x, int y, LaneKind kind) {
        switch (kind) {
            case USER -> out.line("<circle class=\"badge\" cx=\"%d\" cy=\"%d\" r=\"11\"/>", x, y);
            case SIGNAL -> polygon("badge", x, y - 14, x + 14, y, x, y + 14, x - 14, y);
            case SERVER ->
                    out.line(
                            "<rect class=\"badge\" x=\"%d\" y=\"%d\" width=\"21\" height=\"21\"/>",
                            x - 10, y - 10);
            case KERNEL ->
                    polygon(
                            "badge", x - 7, y - 12, x + 7, y - 12, x + 13, y, x + 7, y + 12, x - 7,
                            y + 12, x - 13, y);
        }
        out.text("text", place("letter", x, y + 4), kind.letter());
    }

    private void polygon(String style, int... coordinates) {
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < coordinates.length; i += 2) {
            points.append(i == 0 ? "" : " ").append(coordinates[i]).append(',');
            points.append(coordinates[i + 1]);
        }
        out.line("<polygon class=\"%s\" points=\"%s\"/>", style, points);
    }

    /** From one point to another, both exact. */
    void arrow(Shape shape, int start, int tip, int y) {
        int step = start < tip ? 1 : -1;
        int neck = tip - step * HEAD;
        switch (shape) {
            case PAGE_FAULT -> path("shaft dashed", "M" + start + " " + y + "H" + neck);
            case EX_REGS ->
                    path(
                            "shaft",
                            "M" + start + " " + (y - 2) + "H" + neck + "M" + start + " " + (y + 2)
                                    + "H" + neck);
            case NOTIFICATION -> path("shaft", zigzag(start, neck, y, step));
            case IPC, POINT, SWITCH, SET, CLEARED, END, ALARM ->
                    path("shaft", "M" + start + " " + y + "H" + neck);
        }
        int half = shape == Shape.EX_REGS ? 7 : 5;
        String style = shape == Shape.PAGE_FAULT ? "hollow" : "solid";
        polygon(style, tip, y, neck, y - half, neck, y + half);
    }

    private static String zigzag(int start, int neck, int y, int step) {
        StringBuilder path = new StringBuilder("M" + start + " " + y);
        int side = -1;
        int x = start;
        while ((neck - x) * step > 2 * ZIGZAG) {
            x += step * ZIGZAG;
            path.append('L').append(x).append(' ').append(y + side * 4);
            side = -side;
        }
        return path.append('L').append(neck).append(' ').append(y).toString();
    }

    private void path(String style, String data) {
        out.line("<path class=\"%s\" d=\"%s\"/>", style, data);
    }

    /** Where a lane gets the processor, or loses it. */
    void bracket(int x, int y, boolean begins) {
        int end = begins ? y + 10 : y - 10;
        path("bracket", "M" + (x + 9) + " " + y + "H" + (x - 9) + "V" + end);
    }

    void point(Shape shape, int x, int y) {
        switch (shape) {
            case SET -> polygon("solid", x, y - 8, x + 8, y, x, y + 8, x - 8, y);
            case CLEARED -> polygon("hollow", x, y - 8, x + 8, y, x, y + 8, x - 8, y);
            case END ->
                    path(
                            "bracket",
                            "M" + (x - 7) + " " + (y - 7) + "L" + (x + 7) + " " + (y + 7) + "M"
                                    + (x - 7) + " " + (y + 7) + "L" + (x + 7) + " " + (y - 7));
            case ALARM -> cross(x, y);
            case POINT, IPC, PAGE_FAULT, NOTIFICATION, EX_REGS, SWITCH ->
                    out.line("<circle class=\"solid\" cx=\"%d\" cy=\"%d\" r=\"4.5\"/>", x, y);
        }
    }

    private void cross(int x, int y) {
        out.line("<circle class=\"mark\" cx=\"%d\" cy=\"%d\" r=\"9\"/>", x, y);
        path(
                "cross",
                "M" + (x - 4) + " " + (y - 4) + "L" + (x + 4) + " " + (y + 4) + "M" + (x - 4) + " "
                        + (y + 4) + "L" + (x + 4) + " " + (y - 4));
    }

    /** A remark over the whole width. */
    void mark(int x, int top, int width, String text) {
        out.line(
                "<rect class=\"mark\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" rx=\"4\"/>",
                x, top + 2, width);
        cross(x + 16, top + 12);
        out.text("text", place("marktext", x + 34, top + 16), text);
    }

    /** What the signs mean, in two lines. */
    void legend(int x, int top, int width) {
        out.open("g class=\"legend\" aria-hidden=\"true\"");
        out.line(
                "<line class=\"waits\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                x, top, x + width, top);
        int step = width / 5;
        int first = top + 20;
        int second = top + 42;
        List<Shape> arrows =
                List.of(Shape.IPC, Shape.PAGE_FAULT, Shape.NOTIFICATION, Shape.EX_REGS);
        List<String> names =
                List.of("message (IPC)", "page fault", "signal notification", "lthread_ex_regs");
        for (int i = 0; i < arrows.size(); i++) {
            arrow(arrows.get(i), x + i * step, x + i * step + 52, first);
            entry(x + i * step + 56, first, names.get(i));
        }
        bracket(x + 4 * step + 14, first, true);
        entry(x + 4 * step + 32, first, "gets or loses the processor");
        out.line(
                "<rect class=\"lock\" x=\"%d\" y=\"%d\" width=\"7\" rx=\"2\" height=\"18\"/>",
                x + 8, second - 9);
        entry(x + 22, second, "holds emu_local_lock");
        out.line(
                "<rect class=\"hatch\" x=\"%d\" y=\"%d\" width=\"14\" height=\"18\"/>",
                x + step + 4, second - 9);
        entry(x + step + 26, second, "under_kernel_control set");
        point(Shape.SET, x + 2 * step + 10, second);
        point(Shape.CLEARED, x + 2 * step + 30, second);
        entry(x + 2 * step + 44, second, "sigs_handled set, cleared");
        point(Shape.END, x + 3 * step + 10, second);
        entry(x + 3 * step + 26, second, "thread deleted");
        out.line(
                "<line class=\"runs\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                x + 4 * step + 8, second - 9, x + 4 * step + 8, second + 9);
        entry(x + 4 * step + 20, second, "runs");
        out.close("g");
    }

    private void entry(int x, int y, String text) {
        out.text("text", place("entry", x, y + 4), text);
    }
}
