package org.l4emu.workbench.trace;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import org.l4emu.protocol.trace.TraceReader;
import org.l4emu.workbench.InputError;
import picocli.CommandLine.Model.CommandSpec;

/** Opens what the user named, and turns what goes wrong into words. */
final class TraceFiles {
    private static final int OUTPUT_BUFFER_CHARS = 64 * 1024;

    private TraceFiles() {}

    static TraceReader open(Path file) {
        try {
            return TraceReader.open(file);
        } catch (NoSuchFileException e) {
            throw unreadable(file, "no such file", e);
        } catch (IOException e) {
            throw unreadable(file, Objects.requireNonNullElse(e.getMessage(), e.toString()), e);
        }
    }

    static InputError unreadable(Path file, String what, IOException cause) {
        return InputError.unreadable(
                file.toString(), what, "expected a trace made with --record", cause);
    }

    static InputError damaged(Path file, IOException cause) {
        return InputError.unreadable(
                file.toString(),
                Objects.requireNonNullElse(cause.getMessage(), cause.toString()),
                "l4emu trace info lists all damaged blocks",
                cause);
    }

    /** A large buffer before the command's output: traces have millions of lines. */
    static PrintWriter output(CommandSpec spec) {
        return new PrintWriter(
                new BufferedWriter(
                        new ReaderWatch(spec.commandLine().getOut()), OUTPUT_BUFFER_CHARS));
    }

    /** Passes text on and notices when nobody reads it any more, as {@code | head} does. */
    private static final class ReaderWatch extends Writer {
        private final PrintWriter target;

        ReaderWatch(PrintWriter target) {
            this.target = target;
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            target.write(text, offset, length);
            // The target does not tell what became of the standard output behind it.
            if (target.checkError() || System.out.checkError()) {
                throw new IOException("nobody reads the output");
            }
        }

        @Override
        public void flush() {
            target.flush();
        }

        @Override
        public void close() {
            target.close();
        }
    }
}
