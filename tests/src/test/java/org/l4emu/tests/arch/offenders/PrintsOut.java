package org.l4emu.tests.arch.offenders;

/** Breaks: deterministic libraries only (a PrintStream is I/O). */
public final class PrintsOut {
    public void print(String line) {
        System.out.println(line);
    }
}
