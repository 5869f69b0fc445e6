package org.l4emu.server.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class InvariantDocumentTest {
    @Test
    void theDocumentSaysWhatTheRulesSay() throws IOException {
        String written = Files.readString(InvariantDocument.FILE, StandardCharsets.UTF_8);

        assertThat(InvariantDocument.text())
                .as("docs/invariants.md; run InvariantDocument in linux-server to write it anew")
                .isEqualTo(written);
    }
}
