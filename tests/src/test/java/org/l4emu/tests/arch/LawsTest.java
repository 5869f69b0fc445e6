package org.l4emu.tests.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The house keeps its laws. */
class LawsTest {
    private static final JavaClasses HOUSE =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("org.l4emu");

    @Test
    void everyModuleIsLookedAt() {
        for (String module : Laws.MODULES) {
            assertThat(HOUSE.containPackage("org.l4emu." + module)).as(module).isTrue();
        }
    }

    @Test
    void theArrowsBetweenModulesNeverTurnBack() {
        Laws.arrowsNeverTurnBack("org.l4emu").check(HOUSE);
    }

    @Test
    void emulibAndSignalThreadKnowTheServerByMessagesOnly() {
        Laws.userSideKnowsTheServerByMessagesOnly(
                        "org.l4emu.server..", "org.l4emu.emulib..", "org.l4emu.signalthread..")
                .check(HOUSE);
    }

    @Test
    void theCoreUsesDeterministicLibrariesOnly() {
        Laws.onlyDeterministicLibraries(Laws.CORE).check(HOUSE);
    }

    @Test
    void theCoreAsksTheHostNothing() {
        Laws.noHostDependentCalls(Laws.CORE).check(HOUSE);
    }

    @Test
    void theCoreMakesNoCollectionsInSaltedOrder() {
        Laws.noSaltedCollections(Laws.CORE).check(HOUSE);
    }

    @Test
    void randomNumbersOfTheCoreAreSeeded() {
        Laws.randomNumbersAreSeeded(Laws.CORE).check(HOUSE);
    }

    @Test
    void theCoreHasNoLocks() {
        Laws.noLocks(Laws.CORE).check(HOUSE);
    }

    @Test
    void theCoreHasNoStaticMutableState() {
        Laws.noStaticMutableState(Laws.CORE).check(HOUSE);
    }

    @Test
    void theCoreHasNoPublicMutableFields() {
        Laws.noPublicMutableFields(Laws.CORE).check(HOUSE);
    }

    @Test
    void protobufStaysAtTheEdges() {
        Laws.protobufStaysAtTheEdges(Laws.CORE).check(HOUSE);
    }
}
