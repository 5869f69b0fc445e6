package org.l4emu.tests.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A table of figures, each beside its ratio to the peer's. */
final class Figures {
    private final List<String> lines = new ArrayList<>();

    Figures() {
        lines.add(
                String.format(
                        "%-20s %11s %11s %7s %11s %7s %11s %7s  %s",
                        "",
                        "qemu-arm",
                        "cold",
                        "ratio",
                        "warm",
                        "ratio",
                        "recording",
                        "ratio",
                        "wanted"));
    }

    String add(
            String name,
            String unit,
            double peer,
            double cold,
            double warm,
            double recording,
            double ratioMax) {
        String wanted = ratioMax == 0 ? "" : String.format(Locale.ROOT, "<= %.1f", ratioMax);
        if (ratioMax > 0) {
            wanted += warm / peer <= ratioMax ? "  kept" : "  missed";
        }
        String line =
                String.format(
                        Locale.ROOT,
                        "%-20s %8.1f %2s %8.1f %2s %7.2f %8.1f %2s %7.2f %8.1f %2s %7.2f  %s",
                        name,
                        peer,
                        unit,
                        cold,
                        unit,
                        cold / peer,
                        warm,
                        unit,
                        warm / peer,
                        recording,
                        unit,
                        recording / peer,
                        wanted);
        lines.add(line.stripTrailing());
        return line;
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
