package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ScriptLineTest {
    private static @Nullable ScriptLine parse(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return ScriptLine.parse(Arrays.copyOf(bytes, ScriptLine.HEAD_BYTES));
    }

    /** Interpreter and argument as {@code a|b}; {@code none} if the line is refused. */
    private static String parts(String text) {
        ScriptLine line = parse(text);
        if (line == null) {
            return "none";
        }
        byte[] argument = line.argument();
        return new String(line.interpreter(), StandardCharsets.ISO_8859_1)
                + (argument == null ? "" : "|" + new String(argument, StandardCharsets.ISO_8859_1));
    }

    @Test
    void blanksAroundTheNameDoNotCount() {
        assertThat(parts("#!/bin/sh\nx")).isEqualTo("/bin/sh");
        assertThat(parts("#! \t/bin/sh \t\nx")).isEqualTo("/bin/sh");
        assertThat(parts("#!/bin/sh")).isEqualTo("/bin/sh");
    }

    @Test
    void theRestOfTheLineIsOneArgument() {
        assertThat(parts("#!/usr/bin/env  a b \n")).isEqualTo("/usr/bin/env|a b");
        assertThat(parts("#!/bin/sh -e")).isEqualTo("/bin/sh|-e");
    }

    @Test
    void aNameCutOffAtTheEndOfTheHeadIsRefused() {
        assertThat(parts("#!/" + "x".repeat(252) + "\n")).hasSize(253);
        assertThat(parts("#!/" + "x".repeat(300))).isEqualTo("none");
    }

    @Test
    void aCutArgumentIsTakenAsFarAsItGoes() {
        assertThat(parts("#!/bin/sh " + "y".repeat(300))).isEqualTo("/bin/sh|" + "y".repeat(246));
    }

    @Test
    void aLineWithoutANameIsRefused() {
        assertThat(parts("#!\n")).isEqualTo("none");
        assertThat(parts("#!   \t\nfoo")).isEqualTo("none");
    }
}
