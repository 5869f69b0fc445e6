package org.l4emu.tests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.l4emu.tests.arch.offenders.AsksTheEnvironment;
import org.l4emu.tests.arch.offenders.DrawsLots;
import org.l4emu.tests.arch.offenders.DrawsSecurely;
import org.l4emu.tests.arch.offenders.DrawsUnseeded;
import org.l4emu.tests.arch.offenders.KeepsTheLaws;
import org.l4emu.tests.arch.offenders.Locks;
import org.l4emu.tests.arch.offenders.Logs;
import org.l4emu.tests.arch.offenders.MakesASaltedSet;
import org.l4emu.tests.arch.offenders.OpensItsFields;
import org.l4emu.tests.arch.offenders.PrintsOut;
import org.l4emu.tests.arch.offenders.ReadsFiles;
import org.l4emu.tests.arch.offenders.ReadsTheClock;
import org.l4emu.tests.arch.offenders.SharesState;
import org.l4emu.tests.arch.offenders.SpeaksNetty;
import org.l4emu.tests.arch.offenders.SpeaksProtobuf;
import org.l4emu.tests.arch.offenders.StartsThreads;
import org.l4emu.tests.arch.offenders.TellsTheTime;
import org.l4emu.tests.arch.offenders.UsesConcurrency;
import org.l4emu.tests.arch.offenders.UsesIdentity;
import org.l4emu.tests.arch.offenders.WalksAHashMap;
import org.l4emu.tests.arch.offenders.WalksAHashSet;
import org.l4emu.tests.arch.offenders.microkernel.CallsTheServer;
import org.l4emu.tests.arch.offenders.server.Called;

/** A law that cannot fail is none: each is held against a class that breaks it. */
class LawsSeenToFailTest {
    private static final String ROOT = "org.l4emu.tests.arch.offenders";
    private static final String HERE = ROOT + "..";

    static Stream<Arguments> offences() {
        ArchRule libraries = Laws.onlyDeterministicLibraries(HERE);
        ArchRule calls = Laws.noHostDependentCalls(HERE);
        ArchRule edges = Laws.protobufStaysAtTheEdges(HERE);
        return Stream.of(
                Arguments.of(calls, ReadsTheClock.class),
                Arguments.of(calls, AsksTheEnvironment.class),
                Arguments.of(calls, UsesIdentity.class),
                Arguments.of(libraries, StartsThreads.class),
                Arguments.of(libraries, UsesConcurrency.class),
                Arguments.of(libraries, DrawsLots.class),
                Arguments.of(libraries, DrawsSecurely.class),
                Arguments.of(libraries, TellsTheTime.class),
                Arguments.of(libraries, ReadsFiles.class),
                Arguments.of(libraries, PrintsOut.class),
                Arguments.of(libraries, WalksAHashMap.class),
                Arguments.of(libraries, WalksAHashSet.class),
                Arguments.of(libraries, Logs.class),
                Arguments.of(edges, SpeaksProtobuf.class),
                Arguments.of(edges, SpeaksNetty.class),
                Arguments.of(Laws.noSaltedCollections(HERE), MakesASaltedSet.class),
                Arguments.of(Laws.randomNumbersAreSeeded(HERE), DrawsUnseeded.class),
                Arguments.of(Laws.noLocks(HERE), Locks.class),
                Arguments.of(Laws.noStaticMutableState(HERE), SharesState.class),
                Arguments.of(Laws.noPublicMutableFields(HERE), OpensItsFields.class));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("offences")
    void theLawFailsOnItsOffenderAndPassesTheInnocent(ArchRule law, Class<?> offender) {
        assertThat(Laws.fails(law, only(offender))).isTrue();
        assertThat(Laws.fails(law, only(KeepsTheLaws.class))).isFalse();
    }

    @Test
    void theDirectionOfModulesFailsOnACallUpwards() {
        ArchRule law = Laws.arrowsNeverTurnBack(ROOT);

        assertThat(Laws.fails(law, only(CallsTheServer.class, Called.class))).isTrue();
        assertThat(Laws.fails(law, only(Called.class))).isFalse();
    }

    @Test
    void theUserSideFailsWhenItCallsTheServer() {
        ArchRule law =
                Laws.userSideKnowsTheServerByMessagesOnly(
                        ROOT + ".server..", ROOT + ".microkernel..");

        assertThat(Laws.fails(law, only(CallsTheServer.class, Called.class))).isTrue();
    }

    private static JavaClasses only(Class<?>... classes) {
        return new ClassFileImporter().importClasses(classes);
    }
}
