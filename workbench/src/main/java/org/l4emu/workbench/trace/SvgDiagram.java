package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.l4emu.workbench.trace.Diagram.Bar;
import org.l4emu.workbench.trace.Diagram.BarKind;
import org.l4emu.workbench.trace.Diagram.Lane;
import org.l4emu.workbench.trace.Diagram.LaneKind;
import org.l4emu.workbench.trace.Diagram.Row;
import org.l4emu.workbench.trace.Diagram.Shape;

/**
 * Draws a diagram as one self-contained SVG file: no scripts, no fonts or images from elsewhere.
 * Nothing is said by colour alone, and each row says in words what it draws. Lengths are in pixels.
 */
public final class SvgDiagram {
    private static final int MARGIN = 16;
    private static final int SEQUENCE_WIDTH = 56;
    private static final int PITCH = 148;
    private static final int PITCH_MANY = 112;
    private static final int LANES_MANY = 6;
    private static final int TEXT_WIDTH = 430;
    private static final int TEXT_CHARACTERS = 60;
    private static final int TEXT_LINES_MAX = 3;
    private static final int HEAD_HEIGHT = 98;
    private static final int ROW_HEIGHT = 24;
    private static final int LINE_HEIGHT = 15;
    private static final int MARK_HEIGHT = 26;
    private static final int BASELINE = 4;
    private static final int GAP = 5;
    private static final int LOCK_OFFSET = 6;
    private static final int LOCK_PITCH = 10;
    private static final int CONTROL_OFFSET = 4;
    private static final int CONTROL_PITCH = 16;

    private final Diagram diagram;
    private final SvgWriter out = new SvgWriter();
    private final SvgSymbols symbols = new SvgSymbols(out);
    private final int pitch;
    private final int textX;
    private final int width;

    /** Upper edge of each row, and of what follows the last. */
    private final int[] tops;

    private final List<List<String>> texts = new ArrayList<>();

    private SvgDiagram(Diagram diagram) {
        this.diagram = diagram;
        int lanes = diagram.lanes().size();
        pitch = lanes < LANES_MANY ? PITCH : PITCH_MANY;
        textX = MARGIN + SEQUENCE_WIDTH + lanes * pitch + 8;
        width = textX + TEXT_WIDTH + MARGIN;
        tops = new int[diagram.rows().size() + 1];
        tops[0] = HEAD_HEIGHT;
        for (int row = 0; row < diagram.rows().size(); row++) {
            Row what = diagram.rows().get(row);
            List<String> lines = SvgWriter.wrap(textOf(what), TEXT_CHARACTERS, TEXT_LINES_MAX);
            texts.add(lines);
            int height = ROW_HEIGHT + Math.max(0, lines.size() - 1) * LINE_HEIGHT;
            tops[row + 1] = tops[row] + height + what.marks().size() * MARK_HEIGHT;
        }
    }

    /** The whole file; {@code title} says what was recorded. */
    public static String draw(Diagram diagram, String title) {
        return new SvgDiagram(diagram).draw(title);
    }

    /** The label stands on the arrow, if there is room. */
    private String textOf(Row row) {
        return hasLabelOnArrow(row) ? row.text() : row.whole();
    }

    private boolean hasLabelOnArrow(Row row) {
        if (!row.shape().isArrow() || row.from() == Diagram.NONE || row.to() == Diagram.NONE) {
            return false;
        }
        int room = Math.abs(row.from() - row.to()) * pitch - 34;
        return row.label().length() * 7 <= room;
    }

    private String draw(String title) {
        int bottom = tops[tops.length - 1];
        int height = bottom + 2 * MARGIN + SvgSymbols.LEGEND_HEIGHT;
        out.open(
                "svg xmlns=\"http://www.w3.org/2000/svg\" role=\"list\" viewBox=\"0 0 %d %d\""
                        + " width=\"%d\" height=\"%d\"",
                width, height, width, height);
        out.text("title", "", "Space-time diagram of " + title);
        out.text("desc", "", description());
        out.raw(SvgStyle.CSS);
        out.raw(SvgStyle.HATCH);
        out.line("<rect class=\"paper\" width=\"%d\" height=\"%d\"/>", width, height);
        out.text("text", "class=\"name\" x=\"" + MARGIN + "\" y=\"30\"", title);
        bands();
        for (int lane = 0; lane < diagram.lanes().size(); lane++) {
            lane(lane);
        }
        diagram.bars().forEach(this::bar);
        for (int row = 0; row < diagram.rows().size(); row++) {
            row(row);
        }
        symbols.legend(MARGIN, bottom + MARGIN, width - 2 * MARGIN);
        out.close("svg");
        return out.toString();
    }

    private String description() {
        List<String> names = diagram.lanes().stream().map(Lane::name).toList();
        return "Lanes from left to right: "
                + String.join(", ", names)
                + ". Time goes down; "
                + diagram.rows().size()
                + " rows.";
    }

    private int x(int lane) {
        return MARGIN + SEQUENCE_WIDTH + lane * pitch + pitch / 2;
    }

    private int y(int row) {
        return tops[row] + ROW_HEIGHT / 2;
    }

    /** Every other row is tinted, to lead the eye to its text. */
    private void bands() {
        out.open("g class=\"band\" aria-hidden=\"true\"");
        for (int row = 1; row < diagram.rows().size(); row += 2) {
            int height = tops[row + 1] - tops[row];
            out.line(
                    "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>",
                    MARGIN, tops[row], width - 2 * MARGIN, height);
        }
        out.close("g");
    }

    private void lane(int lane) {
        Lane what = diagram.lanes().get(lane);
        int x = x(lane);
        int end = diagram.endOf(lane);
        int bottom = end < diagram.rows().size() ? y(end) : tops[tops.length - 1];
        out.open("g class=\"%s\" aria-hidden=\"true\"", what.kind().letter());
        symbols.head(x, 46, pitch - 16, what);
        out.line(
                "<line class=\"waits\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                x, HEAD_HEIGHT - 12, x, bottom);
        int row = 0;
        while (row < diagram.rows().size()) {
            int first = row;
            while (row < diagram.rows().size() && diagram.rows().get(row).running() == lane) {
                row++;
            }
            if (row > first) {
                out.line(
                        "<line class=\"runs\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
                        x, tops[first], x, Math.min(tops[row], bottom));
            }
            row++;
        }
        out.close("g");
    }

    private void bar(Bar bar) {
        int top = y(bar.firstRow());
        int height = Math.max(4, y(bar.lastRow()) - top);
        String letter = diagram.lanes().get(bar.lane()).kind().letter();
        out.open("g class=\"%s\" role=\"listitem\"", letter);
        if (bar.kind() == BarKind.LOCK) {
            out.text("title", "", "emu_local_lock of " + bar.owner() + " is held");
            int x = x(bar.lane()) + LOCK_OFFSET + LOCK_PITCH * bar.slot();
            out.line(
                    "<rect class=\"lock\" x=\"%d\" y=\"%d\" width=\"7\" rx=\"2\" height=\"%d\"/>",
                    x, top, height);
        } else {
            out.text("title", "", "under_kernel_control of " + bar.owner() + " is set");
            int x = x(bar.lane()) - CONTROL_OFFSET - CONTROL_PITCH * (bar.slot() + 1) + 2;
            out.line(
                    "<rect class=\"control\" x=\"%d\" y=\"%d\" width=\"14\" height=\"%d\"/>",
                    x, top, height);
            out.line(
                    "<rect class=\"hatch\" x=\"%d\" y=\"%d\" width=\"14\" height=\"%d\"/>",
                    x, top, height);
        }
        out.close("g");
    }

    private void row(int number) {
        Row row = diagram.rows().get(number);
        int y = y(number);
        out.open("g role=\"listitem\"");
        out.text("title", "", diagram.sentence(row));
        if (row.shape().isArrow()) {
            String events = row.events() == 1 ? "1 event" : row.events() + " events";
            out.text("desc", "", "At virtual time " + row.time() + "; " + events + ".");
        }
        out.text(
                "text",
                String.format(
                        Locale.ROOT,
                        "class=\"sequence\" x=\"%d\" y=\"%d\"",
                        MARGIN + SEQUENCE_WIDTH - 8,
                        y + BASELINE),
                Long.toString(row.sequence()));
        draw(number, row, y);
        List<String> lines = texts.get(number);
        for (int i = 0; i < lines.size(); i++) {
            String place =
                    String.format(
                            Locale.ROOT,
                            "class=\"what\" x=\"%d\" y=\"%d\"",
                            textX,
                            y + BASELINE + i * LINE_HEIGHT);
            out.text("text", place, lines.get(i));
        }
        int markTop = tops[number + 1] - row.marks().size() * MARK_HEIGHT;
        for (String mark : row.marks()) {
            symbols.mark(MARGIN, markTop, width - 2 * MARGIN, mark);
            markTop += MARK_HEIGHT;
        }
        out.close("g");
    }

    private void draw(int number, Row row, int y) {
        boolean comes = row.from() != Diagram.NONE;
        boolean goes = row.to() != Diagram.NONE;
        if (row.shape().isArrow() && comes && goes) {
            out.open("g class=\"%s\"", letter(row.from()));
            boolean right = row.from() < row.to();
            int start = edge(row.from(), number, right);
            symbols.arrow(row.shape(), start, edge(row.to(), number, !right), y);
            if (hasLabelOnArrow(row)) {
                String place =
                        String.format(
                                Locale.ROOT,
                                "class=\"label\" x=\"%d\" y=\"%d\"",
                                labelX(row),
                                y - 4);
                out.text("text", place, row.label());
            }
            out.close("g");
        } else if (row.shape() == Shape.SWITCH) {
            if (comes) {
                out.line("<g class=\"%s\">", letter(row.from()));
                symbols.bracket(x(row.from()), y, false);
                out.line("</g>");
            }
            if (goes) {
                out.line("<g class=\"%s\">", letter(row.to()));
                symbols.bracket(x(row.to()), y, true);
                out.line("</g>");
            }
        } else if (comes) {
            out.line("<g class=\"%s\">", letter(row.from()));
            symbols.point(row.shape(), x(row.from()), y);
            out.line("</g>");
        }
    }

    /** Where an arrow begins or ends on this side of a lane: beside the bars there. */
    private int edge(int lane, int row, boolean right) {
        int bars = 0;
        for (Bar bar : diagram.bars()) {
            boolean onThisSide = (bar.kind() == BarKind.LOCK) == right;
            if (onThisSide && bar.lane() == lane && bar.covers(row)) {
                bars = Math.max(bars, bar.slot() + 1);
            }
        }
        int broad = right ? LOCK_OFFSET + LOCK_PITCH * bars : CONTROL_OFFSET + CONTROL_PITCH * bars;
        int gap = bars == 0 ? GAP : broad;
        return x(lane) + (right ? gap : -gap);
    }

    /** On the first stretch between two lanes: another lane's line would cross the label. */
    private int labelX(Row row) {
        int from = x(row.from());
        int step = row.from() < row.to() ? pitch / 2 : -pitch / 2;
        return row.label().length() * 7 > pitch - 34 ? (from + x(row.to())) / 2 : from + step;
    }

    private String letter(int lane) {
        LaneKind kind = diagram.lanes().get(lane).kind();
        return kind.letter();
    }
}
