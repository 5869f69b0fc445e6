package org.l4emu.tests.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerTest {
    @TempDir private static Path directory;

    private static Peer peer = new Peer(Path.of("/"));

    @BeforeAll
    static void treeAndPeerAreThere() {
        Optional<DebianPrograms> programs = DebianPrograms.find();
        assumeTrue(programs.isPresent(), DebianPrograms.ABSENT);
        peer = new Peer(GuestTree.create(directory, programs.orElseThrow()).root());
        Optional<String> reason = peer.unavailable();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
    }

    @Test
    void programsOfATreeStartEachOtherUnderThePeer() {
        Outcome outcome =
                shell("ls -d /bin; /data/dir/run.sh a | bash -c 'cat <(sed s/script/S/)'");

        assertThat(outcome)
                .isEqualTo(new Outcome("/bin\nS /data/dir/run.sh has 1 arguments: a\n", "", 0));
    }

    @Test
    void theStatusOfAKilledProgramIsItsSignalAnd128() {
        assertThat(shell("kill -SEGV $$")).isEqualTo(new Outcome("", "", 139));
    }

    @Test
    void inputAndErrorOutputAreTheProgramsOwn() {
        Outcome outcome =
                peer.run(List.of("/bin/busybox", "sh", "-c", "cat >&2; exit 7"), "word\n");

        assertThat(outcome).isEqualTo(new Outcome("", "word\n", 7));
    }

    @Test
    void whatOneRunWritesIsGoneInTheNext() {
        assertThat(shell("echo x >/tmp/x; ls /tmp").output()).isEqualTo("x\n");
        assertThat(shell("ls /tmp").output()).isEmpty();
    }

    private static Outcome shell(String script) {
        return peer.run(List.of("/bin/busybox", "sh", "-c", script), "");
    }
}
