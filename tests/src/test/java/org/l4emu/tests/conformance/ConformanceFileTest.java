package org.l4emu.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.l4emu.tests.peer.Outcome;

class ConformanceFileTest {
    @Test
    void theBusyboxFileIsAsBroadAsPromised() {
        var cases = ConformanceFile.read("busybox.txt");

        assertThat(cases).hasSizeGreaterThanOrEqualTo(75);
        assertThat(cases.stream().map(CommandLine::applet).distinct())
                .hasSizeGreaterThanOrEqualTo(55);
    }

    @Test
    void noCommandLineStandsTwiceInTheFiles() {
        assertThat(ConformanceFile.read("busybox.txt"))
                .extracting(each -> each.arguments() + each.input())
                .doesNotHaveDuplicates();
        assertThat(ConformanceFile.read("bash.txt"))
                .extracting(each -> each.arguments() + each.input())
                .doesNotHaveDuplicates();
        assertThat(ConformanceFile.read("traps.txt"))
                .hasSizeGreaterThanOrEqualTo(50)
                .extracting(each -> each.arguments() + each.input())
                .doesNotHaveDuplicates();
    }

    @Test
    void aCaseGathersScriptInputRulesAndOutput() {
        var cases =
                ConformanceFile.parse(
                        "# note",
                        "$ busybox sh -c",
                        "| one",
                        "|",
                        "| two",
                        "< in",
                        "~ sorted",
                        "> out");

        assertThat(cases)
                .containsExactly(
                        new CommandLine(
                                2,
                                java.util.List.of("/bin/busybox", "sh", "-c", "one\n\ntwo\n"),
                                "in\n",
                                Set.of(Normalisation.SORTED),
                                "out\n"));
    }

    @Test
    void wordsAreQuotedAsInTheShell() {
        assertThat(ShellWords.split("a 'b c' \"d \\\" \\n\" e\\ f '' x'y'z"))
                .containsExactly("a", "b c", "d \" \\n", "e f", "", "xyz");
    }

    @Test
    void aStrayLineIsReportedWithItsNumber() {
        assertThatThrownBy(() -> ConformanceFile.parse("$ bash", "oops"))
                .hasMessageContaining("line 2");
    }

    @Test
    void theSortedRuleForgetsTheOrderOfLinesOnly() {
        Outcome sorted = Normalisation.SORTED.apply(new Outcome("b\na\n", "e\nd\n", 3));

        assertThat(sorted).isEqualTo(new Outcome("a\nb", "e\nd\n", 3));
    }
}
