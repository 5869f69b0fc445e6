package org.l4emu.workbench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The terminal a person sits at, lent to a machine whose own terminal does echo, editing and
 * signals: each key goes through as it is typed. Given back when the machine ends or the JVM does.
 */
final class HostTerminal implements AutoCloseable {
    private final String saved;
    private final Thread giveBack;

    private HostTerminal(String saved) {
        this.saved = saved;
        giveBack = new Thread(this::restore, "terminal-restore");
    }

    /** Takes the terminal on standard input; empty if there is none, or no {@code stty}. */
    static Optional<HostTerminal> take() {
        Optional<String> settings = stty("-g");
        if (settings.isEmpty()) {
            return Optional.empty();
        }
        HostTerminal terminal = new HostTerminal(settings.get());
        Runtime.getRuntime().addShutdownHook(terminal.giveBack);
        stty("-icanon", "-echo", "-isig", "-icrnl", "-ixon", "min", "1", "time", "0");
        return Optional.of(terminal);
    }

    private void restore() {
        stty(saved);
    }

    @Override
    public void close() {
        restore();
        Runtime.getRuntime().removeShutdownHook(giveBack);
    }

    private static Optional<String> stty(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectInput(ProcessBuilder.Redirect.INHERIT)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            byte[] answer = process.getInputStream().readAllBytes();
            return process.waitFor() == 0
                    ? Optional.of(new String(answer, StandardCharsets.US_ASCII).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a host without stty
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
