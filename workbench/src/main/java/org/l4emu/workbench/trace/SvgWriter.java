package org.l4emu.workbench.trace;

import com.google.errorprone.annotations.FormatMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects an XML document line by line; what programs wrote is escaped. */
final class SvgWriter {
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder out = new StringBuilder();

    /** A start tag, without its angle brackets. */
    @FormatMethod
    void open(String format, Object... arguments) {
        out.append('<').append(String.format(Locale.ROOT, format, arguments)).append(">\n");
    }

    void close(String element) {
        out.append("</").append(element).append(">\n");
    }

    @FormatMethod
    void line(String format, Object... arguments) {
        out.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    void raw(String text) {
        out.append(text);
    }

    /** An element with text in it. */
    void text(String element, String attributes, String content) {
        out.append('<').append(element).append(attributes.isEmpty() ? "" : " ").append(attributes);
        out.append('>').append(escape(content)).append("</").append(element).append(">\n");
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> {
                    boolean pair =
                            Character.isHighSurrogate(c)
                                    && i + 1 < text.length()
                                    && Character.isLowSurrogate(text.charAt(i + 1));
                    if (pair) {
                        escaped.append(c).append(text.charAt(++i));
                    } else {
                        escaped.append(isXml(c) ? c : REPLACEMENT);
                    }
                }
            }
        }
        return escaped.toString();
    }

    /** Surrogates alone, U+FFFE, U+FFFF and most control characters are in no XML document. */
    private static boolean isXml(char c) {
        return c >= 0x20 && !Character.isSurrogate(c) && c < 0xfffe;
    }

    /** Lines of at most {@code width} characters; what does not fit in {@code max} is cut off. */
    static List<String> wrap(String text, int width, int max) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (!rest.isEmpty()) {
            boolean last = lines.size() == max - 1;
            if (rest.length() <= width) {
                lines.add(rest);
                return lines;
            }
            if (last) {
                lines.add(rest.substring(0, width - 3) + "...");
                return lines;
            }
            int space = rest.lastIndexOf(' ', width);
            int cut = space > width / 2 ? space : width;
            lines.add(rest.substring(0, cut).strip());
            rest = rest.substring(cut).strip();
        }
        return lines;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
