package org.l4emu.emulib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.l4emu.emulib.ProtocolSettings.Setting;
import org.l4emu.emulib.ProtocolSettings.UnknownSetting;
import org.l4emu.testkit.SeedExtension;

@ExtendWith(SeedExtension.class)
class ProtocolSettingsTest {
    @Test
    void whatIsPrintedIsReadAsTheSameProtocol(SplittableRandom random) throws UnknownSetting {
        for (int i = 0; i < 1_000; i++) {
            SignalProtocol protocol = SignalProtocol.DEFAULT;
            for (Setting setting : ProtocolSettings.all()) {
                List<String> values = setting.values();
                String value = values.get(random.nextInt(values.size()));
                protocol = ProtocolSettings.with(protocol, setting.name(), value);
                assertThat(ProtocolSettings.get(protocol, setting.name())).isEqualTo(value);
            }
            String text = ProtocolSettings.format(protocol);

            assertThat(ProtocolSettings.parse(text)).as("%s", text).isEqualTo(protocol);
        }
    }

    @Test
    void everyValueOfEverySettingMakesADifferentProtocol() {
        for (Setting setting : ProtocolSettings.all()) {
            assertThat(
                            setting.values().stream()
                                    .map(
                                            value ->
                                                    ProtocolSettings.with(
                                                            SignalProtocol.FIRST,
                                                            setting.name(),
                                                            value)))
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void changingOneSettingLeavesTheOthers() {
        for (Setting setting : ProtocolSettings.all()) {
            for (String value : setting.values()) {
                SignalProtocol changed =
                        ProtocolSettings.with(SignalProtocol.SECOND, setting.name(), value);
                for (Setting other : ProtocolSettings.all()) {
                    if (!other.equals(setting)) {
                        assertThat(ProtocolSettings.get(changed, other.name()))
                                .isEqualTo(
                                        ProtocolSettings.get(SignalProtocol.SECOND, other.name()));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servers|2|1|1",
                "emuLocalLock|on|on|on",
                "sigsHandled|on|off|off",
                "lockTaken|forget|forget|wait",
                "lookOrder|atomic|atomic|atomic",
                "release|one-store|one-store|one-store",
                "pageFaultLock|on|off|off",
                "receiveThenLock|one|one|one",
                "handlersMaySleep|yes|yes|yes",
                "emulibFaults|yes|yes|yes",
                "signalThreadFaults|yes|yes|no",
                "notifyAfterFault|yes|yes|yes",
                "notification|latched|latched|latched",
                "deferWhileUnderControl|no|no|yes"
            })
    void thePresetsAreThoseOfTheDesign(String name, String first, String second, String ours) {
        assertThat(ProtocolSettings.get(SignalProtocol.FIRST, name)).isEqualTo(first);
        assertThat(ProtocolSettings.get(SignalProtocol.SECOND, name)).isEqualTo(second);
        assertThat(ProtocolSettings.get(SignalProtocol.DEFAULT, name)).isEqualTo(ours);
    }

    @ParameterizedTest
    @CsvSource({"first", "second", "default"})
    void aPresetIsPrintedAsItsName(String name) throws UnknownSetting {
        assertThat(ProtocolSettings.format(ProtocolSettings.parse(name))).isEqualTo(name);
    }

    @Test
    void changesAloneAreChangesOfTheDefault() throws UnknownSetting {
        assertThat(ProtocolSettings.parse("lockTaken=forget,servers=2"))
                .isEqualTo(ProtocolSettings.parse("default,servers=2,lockTaken=forget"));
    }

    @Test
    void theLastOfTwoChangesOfOneSettingCounts() throws UnknownSetting {
        assertThat(ProtocolSettings.parse("second,lockTaken=wait,lockTaken=forget"))
                .isEqualTo(SignalProtocol.SECOND);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "third|no preset 'third'; there are first, second, default",
                "''|no preset ''; there are first, second, default",
                "servers=2,first|'first' is not name=value; a preset comes first",
                "first,second|'second' is not name=value; a preset comes first",
                "first,|'' is not name=value; a preset comes first",
                "server=2|no setting 'server'; there are servers, emuLocalLock,",
                "=2|no setting ''; there are servers, emuLocalLock,",
                "servers=3|servers is one of 1, 2, not '3'",
                "servers=|servers is one of 1, 2, not ''",
                "release=ONE_STORE|release is one of one-store, flag-then-lock, lock-then-flag,"
                        + " next-taker, not 'ONE_STORE'",
                "lockTaken=wait=no|lockTaken is one of forget, wait, not 'wait=no'"
            })
    void textThatIsNoProtocolIsRefusedWithWhatMayStandThere(String text, String message) {
        assertThatThrownBy(() -> ProtocolSettings.parse(text))
                .isInstanceOf(UnknownSetting.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aProgramsOwnMistakesAreRefusedToo() {
        assertThatThrownBy(() -> ProtocolSettings.with(SignalProtocol.FIRST, "servers", "3"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no setting servers=3");
        assertThatThrownBy(() -> ProtocolSettings.with(SignalProtocol.FIRST, "server", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no setting server=1");
    }
}
