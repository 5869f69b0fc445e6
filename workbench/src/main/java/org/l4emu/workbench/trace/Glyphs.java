package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.l4emu.workbench.trace.Diagram.Shape;

/** The characters a text diagram is drawn with. Shapes differ, not colours. */
enum Glyphs {
    UNICODE("┃┊┏┗█░▒▓●◆◇╳✖"),
    ASCII("|:[]L%%%*#oxX");

    private static final int RUNNING = 0;
    private static final int WAITING = 1;
    private static final int BEGINS = 2;
    private static final int LEAVES = 3;
    private static final int LOCK = 4;
    private static final int SHADE = 5;
    private static final int SHADES = 3;
    private static final int POINT = 8;
    private static final int SET = 9;
    private static final int CLEARED = 10;
    private static final int END = 11;
    private static final int ALARM = 12;

    private final String characters;

    Glyphs(String characters) {
        this.characters = characters;
    }

    boolean isAscii() {
        return this == ASCII;
    }

    char running() {
        return characters.charAt(RUNNING);
    }

    char waiting() {
        return characters.charAt(WAITING);
    }

    char begins() {
        return characters.charAt(BEGINS);
    }

    char leaves() {
        return characters.charAt(LEAVES);
    }

    char lock() {
        return characters.charAt(LOCK);
    }

    /** The darker, the more user threads are under kernel control. */
    char shade(int count) {
        return characters.charAt(SHADE + Math.min(count, SHADES) - 1);
    }

    char alarm() {
        return characters.charAt(ALARM);
    }

    char point(Shape shape) {
        return characters.charAt(
                switch (shape) {
                    case POINT, IPC, PAGE_FAULT, NOTIFICATION, EX_REGS, SWITCH -> POINT;
                    case SET -> SET;
                    case CLEARED -> CLEARED;
                    case END -> END;
                    case ALARM -> ALARM;
                });
    }

    /** The line of an arrow at {@code offset} characters from its start. */
    char shaft(Shape shape, int offset) {
        return switch (shape) {
            case PAGE_FAULT -> isAscii() ? offset % 2 == 0 ? '-' : ' ' : '╌';
            case NOTIFICATION -> '~';
            case EX_REGS -> isAscii() ? '=' : '═';
            case IPC, POINT, SWITCH, SET, CLEARED, END, ALARM -> isAscii() ? '-' : '─';
        };
    }

    char head(Shape shape, boolean right) {
        if (isAscii() || shape == Shape.NOTIFICATION) {
            return right ? '>' : '<';
        }
        if (shape == Shape.PAGE_FAULT) {
            return right ? '▷' : '◁';
        }
        return right ? '▶' : '◀';
    }

    /** What the characters mean, in lines of at most {@code columns}. */
    List<String> legend(int columns) {
        List<String> entries =
                List.of(
                        running() + " runs",
                        waiting() + " waits",
                        begins() + " gets the processor",
                        leaves() + " loses it",
                        lock() + " holds emu_local_lock",
                        shade(1) + " under_kernel_control is set",
                        point(Shape.SET) + " sigs_handled set",
                        point(Shape.CLEARED) + " cleared",
                        point(Shape.END) + " thread deleted",
                        arrow(Shape.IPC) + " IPC",
                        arrow(Shape.PAGE_FAULT) + " page fault",
                        arrow(Shape.NOTIFICATION) + " signal notification",
                        arrow(Shape.EX_REGS) + " lthread_ex_regs",
                        alarm() + " a rule is broken");
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String entry : entries) {
            if (line.length() != 0 && line.length() + 3 + entry.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.length() == 0 ? "" : "   ").append(entry);
        }
        lines.add(line.toString());
        return lines;
    }

    private String arrow(Shape shape) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            line.append(shaft(shape, i));
        }
        return line.append(head(shape, true)).toString();
    }

    /** What a program wrote may hold any character. */
    static String toAscii(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '×') {
                plain.append('x');
            } else if (c < 0x80) {
                plain.append(c);
            } else {
                plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            }
        }
        return plain.toString();
    }
}
