package org.l4emu.server;

import java.nio.charset.StandardCharsets;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.server.schedule.Clock;

/** printk: lines with virtual time, as events, and on the console if wanted. */
public final class KernelLog {
    private static final int CONSOLE = 0;
    private static final long MICRO = 1000;
    private static final long SECOND_MICROS = 1_000_000;

    private final ThreadContext context;
    private final Clock clock;
    private final boolean onConsole;

    public KernelLog(ThreadContext context, Clock clock, boolean onConsole) {
        this.context = context;
        this.clock = clock;
        this.onConsole = onConsole;
    }

    /** Adds a line. */
    public void line(String text) {
        long micros = clock.uptimeNanos() / MICRO;
        String seconds = Long.toString(micros / SECOND_MICROS);
        String fraction = Long.toString(SECOND_MICROS + micros % SECOND_MICROS).substring(1);
        String line =
                "["
                        + " ".repeat(Math.max(0, 5 - seconds.length()))
                        + seconds
                        + "."
                        + fraction
                        + "] "
                        + text;
        context.events().kernelLog(context.time(), line);
        if (onConsole) {
            byte[] bytes = (line + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
            context.output(CONSOLE, bytes, 0, bytes.length);
        }
    }
}
