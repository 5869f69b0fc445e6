package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l4emu.workbench.InputError;
import org.l4emu.workbench.trace.Diagram.BarKind;
import org.l4emu.workbench.trace.Diagram.Lane;
import org.l4emu.workbench.trace.Diagram.Row;
import org.l4emu.workbench.trace.Diagram.Shape;

/** Draws a diagram with characters, for terminals and for text in books. */
public final class TextDiagram {
    /** What a terminal or a printed page holds. */
    public static final int COLUMNS_DEFAULT = 100;

    private static final int TEXT_COLUMNS_MIN = 28;
    private static final int TEXT_COLUMNS_GOOD = 42;
    private static final int PITCH_MIN = 7;
    private static final int PITCH_GOOD = 10;
    private static final int PITCH_MAX = 14;
    private static final int TEXT_LINES_MAX = 4;

    private final Diagram diagram;
    private final Glyphs glyphs;
    private final int columns;
    private final int gutter;
    private final int pitch;
    private final int[] ends;
    private final StringBuilder out = new StringBuilder();

    private TextDiagram(Diagram diagram, int columns, boolean ascii) {
        this.diagram = diagram;
        this.columns = columns;
        this.glyphs = ascii ? Glyphs.ASCII : Glyphs.UNICODE;
        int digits = 1;
        for (Row row : diagram.rows()) {
            digits = Math.max(digits, Long.toString(row.sequence()).length());
        }
        gutter = Math.max(4, digits) + 1;
        int lanes = diagram.lanes().size();
        int fit = (columns - gutter - TEXT_COLUMNS_MIN) / lanes;
        if (fit < PITCH_MIN) {
            int needed = gutter + TEXT_COLUMNS_MIN + lanes * PITCH_MIN;
            throw InputError.usage(
                    lanes + " lanes do not fit in " + columns + " columns",
                    "--columns " + needed + ", --pid PID for one process, or --format svg");
        }
        int good = (columns - gutter - TEXT_COLUMNS_GOOD) / lanes;
        pitch = Math.min(PITCH_MAX, good >= PITCH_GOOD ? good : Math.min(fit, PITCH_GOOD));
        ends = new int[lanes];
        for (int lane = 0; lane < lanes; lane++) {
            ends[lane] = diagram.endOf(lane);
        }
    }

    /**
     * Draws with at most {@code columns} characters a line.
     *
     * @param ascii without characters outside ASCII
     * @throws InputError if the lanes do not fit
     */
    public static String draw(Diagram diagram, int columns, boolean ascii) {
        return new TextDiagram(diagram, columns, ascii).draw();
    }

    private String draw() {
        head();
        for (int row = 0; row < diagram.rows().size(); row++) {
            row(row);
        }
        out.append('\n');
        glyphs.legend(columns).forEach(this::line);
        return out.toString();
    }

    private void line(String text) {
        out.append((glyphs.isAscii() ? Glyphs.toAscii(text) : text).stripTrailing()).append('\n');
    }

    private int x(int lane) {
        return gutter + lane * pitch + pitch / 2;
    }

    private void head() {
        char[] titles = blank();
        char[] numbers = blank();
        for (int lane = 0; lane < diagram.lanes().size(); lane++) {
            Lane what = diagram.lanes().get(lane);
            String title = what.kind().title();
            center(titles, x(lane), title.length() < pitch ? title : title.split(" ", 2)[0]);
            center(numbers, x(lane), what.number());
        }
        line(new String(titles));
        line(new String(numbers));
    }

    private static void center(char[] line, int x, String text) {
        int start = x - text.length() / 2;
        for (int i = 0; i < text.length(); i++) {
            if (start + i >= 0 && start + i < line.length) {
                line[start + i] = text.charAt(i);
            }
        }
    }

    private char[] blank() {
        char[] line = new char[columns];
        Arrays.fill(line, ' ');
        return line;
    }

    private void row(int number) {
        Row row = diagram.rows().get(number);
        char[] line = lifelines(number, row.running(), true);
        String sequence = Long.toString(row.sequence());
        sequence.getChars(0, sequence.length(), line, Math.max(0, gutter - 1 - sequence.length()));
        boolean labelled = symbol(line, row);
        List<String> texts = wrap(labelled ? row.text() : row.whole());
        place(line, texts.isEmpty() ? "" : texts.get(0));
        for (int i = 1; i < texts.size(); i++) {
            char[] more = lifelines(number, row.running(), false);
            place(more, texts.get(i));
        }
        for (String mark : row.marks()) {
            mark(mark);
        }
    }

    private void place(char[] line, String text) {
        int start = gutter + diagram.lanes().size() * pitch;
        text.getChars(0, text.length(), line, start);
        line(new String(line));
    }

    private void mark(String text) {
        String rest = text;
        String head = glyphs.alarm() + " ";
        while (!rest.isEmpty()) {
            int width = columns - head.length();
            int cut = rest.length() <= width ? rest.length() : breakAt(rest, width);
            line(head + rest.substring(0, cut));
            rest = rest.substring(cut).strip();
            head = "  ";
        }
    }

    private static int breakAt(String text, int width) {
        int space = text.lastIndexOf(' ', width);
        return space > width / 2 ? space : width;
    }

    /**
     * @param atEvent false for a line that only carries more text: what ends here has ended
     */
    private char[] lifelines(int number, int running, boolean atEvent) {
        char[] line = blank();
        for (int lane = 0; lane < diagram.lanes().size(); lane++) {
            if (number > ends[lane] || number == ends[lane] && !atEvent) {
                continue;
            }
            line[x(lane)] = lane == running ? glyphs.running() : glyphs.waiting();
            int held = diagram.covering(BarKind.LOCK, lane, number);
            if (held > 0) {
                line[x(lane) + 1] = glyphs.lock();
            }
            int controlled = diagram.covering(BarKind.UNDER_KERNEL_CONTROL, lane, number);
            if (controlled > 0) {
                line[x(lane) - 1] = glyphs.shade(controlled);
            }
        }
        return line;
    }

    /** Returns true if the row's label stands on its arrow. */
    private boolean symbol(char[] line, Row row) {
        if (row.shape().isArrow() && row.from() != Diagram.NONE && row.to() != Diagram.NONE) {
            return arrow(line, row);
        }
        if (row.shape() == Shape.SWITCH) {
            if (row.from() != Diagram.NONE) {
                line[x(row.from())] = glyphs.leaves();
            }
            if (row.to() != Diagram.NONE) {
                line[x(row.to())] = glyphs.begins();
            }
        } else if (row.from() != Diagram.NONE) {
            line[x(row.from())] = glyphs.point(row.shape());
        }
        return false;
    }

    private boolean arrow(char[] line, Row row) {
        int from = x(row.from());
        int to = x(row.to());
        int step = from < to ? 1 : -1;
        int start = line[from + step] == ' ' ? from + step : from + 2 * step;
        int head = line[to - step] == ' ' ? to - step : to - 2 * step;
        for (int x = start; x != head; x += step) {
            line[x] = glyphs.shaft(row.shape(), (x - start) * step);
        }
        line[head] = glyphs.head(row.shape(), step > 0);
        String label = row.label();
        int room = Math.abs(head - start) - 2;
        if (label.isEmpty() || label.length() > room) {
            return label.isEmpty();
        }
        int left = Math.min(start, head) + (Math.abs(head - start) + 1 - label.length()) / 2;
        label.getChars(0, label.length(), line, left);
        return true;
    }

    private List<String> wrap(String whole) {
        int width = columns - gutter - diagram.lanes().size() * pitch;
        List<String> lines = new ArrayList<>();
        String rest = glyphs.isAscii() ? Glyphs.toAscii(whole) : whole;
        while (!rest.isEmpty() && lines.size() < TEXT_LINES_MAX) {
            int cut = rest.length() <= width ? rest.length() : breakAt(rest, width);
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        if (!rest.isEmpty()) {
            String last = lines.get(lines.size() - 1);
            String cut = last.substring(0, Math.min(last.length(), width - 3));
            lines.set(lines.size() - 1, cut + "...");
        }
        return lines;
    }
}
