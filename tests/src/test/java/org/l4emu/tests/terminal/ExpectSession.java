package org.l4emu.tests.terminal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command at a pseudo-terminal of the host, with a person who reads and types. Java has no
 * pseudo-terminals; {@code script} of util-linux lends one. Every wait is bounded, and what goes
 * wrong is reported with all that was seen.
 */
final class ExpectSession implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);
    private static final int TRIES = 10;
    private static final Path SCRIPT = Path.of("/usr/bin/script");

    private final Process process;
    private final Thread reader;

    // Guarded by this
    private final StringBuilder seen = new StringBuilder();
    private boolean ended;

    /** End of what was already looked at. */
    private int position;

    private ExpectSession(Process process) {
        this.process = process;
        reader = new Thread(this::read, "expect-reader");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command of the host's shell; skips the test, with the reason, without script. */
    static ExpectSession start(String command) {
        assumeTrue(Files.isExecutable(SCRIPT), SCRIPT + " (package bsdutils) is not there");
        List<String> words = List.of(SCRIPT.toString(), "-qfec", command, "/dev/null");
        try {
            return new ExpectSession(new ProcessBuilder(words).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        byte[] buffer = new byte[4096];
        try (InputStream in = process.getInputStream()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                add(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            add("[" + e.getMessage() + "]");
        }
        end();
    }

    /** Two terminals in a row make more than one carriage return of a newline: one is kept. */
    private synchronized void add(String text) {
        seen.append(text.replace("\r", "").replace("\n", "\r\n"));
        notifyAll();
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** Types keys; control characters are themselves. */
    void type(String keys) {
        try {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.ISO_8859_1));
            process.getOutputStream().flush();
        } catch (IOException e) {
            throw failure("cannot type " + quoted(keys) + ": " + e.getMessage());
        }
    }

    /** Types a line and reads its echo. */
    void enter(String line) {
        type(line + "\n");
        await(line + "\r\n");
    }

    /** Waits until the text appears; what came before it, since the last wait. */
    String await(String text) {
        return await(text, PATIENCE);
    }

    private synchronized String await(String text, Duration most) {
        long deadline = System.nanoTime() + most.toNanos();
        int found = seen.indexOf(text, position);
        while (found < 0) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || millis <= 0) {
                throw failure("waited for " + quoted(text) + (ended ? ", the end came" : ""));
            }
            pause(millis);
            found = seen.indexOf(text, position);
        }
        String before = seen.substring(position, found);
        position = found + text.length();
        return before;
    }

    /** Types keys, and again while the text does not come: what they are for may not be ready. */
    void typeUntil(String keys, String text) {
        for (int i = 0; i < TRIES - 1; i++) {
            type(keys);
            if (appears(text)) {
                await(text);
                return;
            }
        }
        type(keys);
        await(text);
    }

    /** Enters a line, and again with each new prompt until the text comes between two prompts. */
    void enterUntil(String line, String text, String prompt) {
        for (int i = 0; i < TRIES; i++) {
            enter(line);
            if (await(prompt).contains(text)) {
                return;
            }
        }
        throw failure(quoted(line) + " did not bring " + quoted(text));
    }

    private synchronized boolean appears(String text) {
        long deadline = System.nanoTime() + SHORT_PATIENCE.toNanos();
        while (seen.indexOf(text, position) < 0) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (ended || millis <= 0) {
                return false;
            }
            pause(millis);
        }
        return true;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void pause(long millis) {
        try {
            wait(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** Waits for the command's end; its exit status. */
    int status() {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw failure("it does not end");
            }
            reader.join(PATIENCE.toMillis());
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("interrupted");
        }
    }

    /** All that was seen so far. */
    synchronized String transcript() {
        return seen.toString();
    }

    private AssertionError failure(String what) {
        String looked = transcript();
        return new AssertionError(
                what + "\n--- seen ---\n" + looked + "\n--- looked at up to " + position + " ---");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\r", "\\r").replace("\n", "\\n") + '"';
    }

    /** Ends the command and all it started, at once. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
