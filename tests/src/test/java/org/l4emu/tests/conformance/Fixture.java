package org.l4emu.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.l4emu.tests.guests.GuestBuild;
import org.l4emu.tests.machine.MachineUnderTest;
import org.l4emu.tests.peer.DebianPrograms;
import org.l4emu.tests.peer.GuestTree;
import org.l4emu.tests.peer.Outcome;
import org.l4emu.tests.peer.Peer;

/** A guest tree with the machine and its peer over it; tests that find none are skipped. */
public final class Fixture {
    private static final Duration HANG = Duration.ofMinutes(3);

    private final GuestTree tree;
    private final Peer peer;

    private Fixture(GuestTree tree) {
        this.tree = tree;
        peer = new Peer(tree.root());
    }

    /** A tree with Debian's programs; skips the test, with the reason, where they are absent. */
    public static Fixture in(Path directory) {
        Optional<DebianPrograms> programs = DebianPrograms.find();
        assumeTrue(programs.isPresent(), DebianPrograms.ABSENT);
        return new Fixture(GuestTree.create(directory, programs.orElseThrow()));
    }

    /** A tree that also has the guest programs the cases name; skips the test without compiler. */
    static Fixture withGuests(Path directory, List<CommandLine> cases) {
        GuestBuild.assumeCompiler();
        Fixture fixture = in(directory.resolve("tree"));
        String[] names =
                cases.stream()
                        .map(line -> Path.of(line.arguments().get(0)).getFileName().toString())
                        .distinct()
                        .toArray(String[]::new);
        fixture.tree().addPrograms(GuestBuild.build(directory.resolve("guests"), names));
        return fixture;
    }

    public GuestTree tree() {
        return tree;
    }

    /** The machine over the tree as it is now. */
    public MachineUnderTest machine() {
        return new MachineUnderTest(tree.root());
    }

    /** One test per command line: the machine shows what the peer shows. */
    Stream<DynamicTest> compare(List<CommandLine> cases) {
        Optional<String> reason = peer.unavailable();
        assumeTrue(reason.isEmpty(), () -> reason.orElse(""));
        MachineUnderTest machine = machine();
        return cases.stream()
                .map(each -> DynamicTest.dynamicTest(each.title(), () -> guarded(each, machine)));
    }

    /** A line that never ends fails instead of holding up the rest. */
    private void guarded(CommandLine line, MachineUnderTest machine) {
        assertTimeoutPreemptively(HANG, () -> compare(line, machine));
    }

    private void compare(CommandLine line, MachineUnderTest machine) {
        Outcome expected = peer.run(line.arguments(), line.input());
        Outcome actual =
                machine.run(line.arguments(), line.input(), MachineUnderTest.Options.PLAIN);
        for (Normalisation rule : line.rules()) {
            expected = rule.apply(expected);
            actual = rule.apply(actual);
        }
        assertThat(actual).isEqualTo(expected);
    }
}
