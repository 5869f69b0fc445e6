package org.l4emu.emulib;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.l4emu.emulib.SignalProtocol.LockTaken;
import org.l4emu.emulib.SignalProtocol.LookOrder;
import org.l4emu.emulib.SignalProtocol.NotificationKind;
import org.l4emu.emulib.SignalProtocol.Release;

/**
 * The settings of a {@link SignalProtocol} as text: each by its name and one of a few values. What
 * a person types, what a trace's header keeps, and what a search over settings walks through.
 */
public final class ProtocolSettings {
    /**
     * One setting.
     *
     * @param values all it may have
     */
    public record Setting(String name, List<String> values) {
        Setting(String name, String... values) {
            this(name, List.of(values));
        }
    }

    /** Text that is no protocol: says which word, and what may stand there. */
    public static final class UnknownSetting extends Exception {
        private static final long serialVersionUID = 1;

        UnknownSetting(String message) {
            super(message);
        }
    }

    private static final List<Setting> SETTINGS =
            List.of(
                    new Setting("servers", "1", "2"),
                    new Setting("emuLocalLock", "on", "off"),
                    new Setting("sigsHandled", "on", "off"),
                    new Setting("lockTaken", "forget", "wait"),
                    new Setting("lookOrder", "atomic", "lock-then-flag", "flag-then-lock"),
                    new Setting(
                            "release",
                            "one-store",
                            "flag-then-lock",
                            "lock-then-flag",
                            "next-taker"),
                    new Setting("pageFaultLock", "on", "off"),
                    new Setting("receiveThenLock", "one", "two"),
                    new Setting("handlersMaySleep", "yes", "no"),
                    new Setting("emulibFaults", "yes", "no"),
                    new Setting("signalThreadFaults", "yes", "no"),
                    new Setting("notifyAfterFault", "yes", "no"),
                    new Setting("notification", "latched", "dropped", "blocking"),
                    new Setting("deferWhileUnderControl", "yes", "no"));

    private static final String FIRST = "first";
    private static final String SECOND = "second";
    private static final String DEFAULT = "default";

    private ProtocolSettings() {}

    /** All settings, in the order they are printed. */
    public static List<Setting> all() {
        return SETTINGS;
    }

    /** Value of a setting in a protocol. */
    public static String get(SignalProtocol protocol, String name) {
        return values(protocol).get(indexOf(name));
    }

    /** The protocol with one setting changed. */
    public static SignalProtocol with(SignalProtocol protocol, String name, String value) {
        int index = indexOf(name);
        if (index < 0 || !SETTINGS.get(index).values().contains(value)) {
            throw new IllegalArgumentException("no setting " + name + "=" + value);
        }
        List<String> values = values(protocol);
        values.set(index, value);
        return of(values);
    }

    private static int indexOf(String name) {
        for (int i = 0; i < SETTINGS.size(); i++) {
            if (SETTINGS.get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Reads {@code first}, {@code second} or {@code default}, with {@code name=value} changes
     * behind it; changes alone are changes of the default.
     */
    public static SignalProtocol parse(String text) throws UnknownSetting {
        SignalProtocol protocol = SignalProtocol.DEFAULT;
        boolean first = true;
        for (String word : words(text)) {
            int equals = word.indexOf('=');
            if (equals < 0) {
                if (!first) {
                    throw new UnknownSetting(
                            "'" + word + "' is not name=value; a preset comes first");
                }
                protocol = preset(word);
            } else {
                String name = word.substring(0, equals);
                String value = word.substring(equals + 1);
                int index = indexOf(name);
                if (index < 0) {
                    throw new UnknownSetting(
                            "no setting '" + name + "'; there are " + String.join(", ", names()));
                }
                if (!SETTINGS.get(index).values().contains(value)) {
                    throw new UnknownSetting(
                            name
                                    + " is one of "
                                    + String.join(", ", SETTINGS.get(index).values())
                                    + ", not '"
                                    + value
                                    + "'");
                }
                protocol = with(protocol, name, value);
            }
            first = false;
        }
        return protocol;
    }

    private static List<String> words(String text) {
        ArrayList<String> words = new ArrayList<>();
        int from = 0;
        for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', from)) {
            words.add(text.substring(from, comma));
            from = comma + 1;
        }
        words.add(text.substring(from));
        return words;
    }

    private static SignalProtocol preset(String name) throws UnknownSetting {
        return switch (name) {
            case FIRST -> SignalProtocol.FIRST;
            case SECOND -> SignalProtocol.SECOND;
            case DEFAULT -> SignalProtocol.DEFAULT;
            default ->
                    throw new UnknownSetting(
                            "no preset '" + name + "'; there are first, second, default");
        };
    }

    private static List<String> names() {
        return SETTINGS.stream().map(Setting::name).toList();
    }

    /** The shortest text that {@link #parse} reads as this protocol. */
    public static String format(SignalProtocol protocol) {
        String best = null;
        for (String name : List.of(DEFAULT, SECOND, FIRST)) {
            String text = name + changes(protocol, base(name));
            if (best == null || text.length() < best.length()) {
                best = text;
            }
        }
        return best == null ? DEFAULT : best;
    }

    private static SignalProtocol base(String name) {
        return switch (name) {
            case FIRST -> SignalProtocol.FIRST;
            case SECOND -> SignalProtocol.SECOND;
            default -> SignalProtocol.DEFAULT;
        };
    }

    private static String changes(SignalProtocol protocol, SignalProtocol base) {
        List<String> wanted = values(protocol);
        List<String> there = values(base);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SETTINGS.size(); i++) {
            if (!wanted.get(i).equals(there.get(i))) {
                text.append(',').append(SETTINGS.get(i).name()).append('=').append(wanted.get(i));
            }
        }
        return text.toString();
    }

    private static List<String> values(SignalProtocol protocol) {
        ArrayList<String> values = new ArrayList<>(SETTINGS.size());
        values.add(Integer.toString(protocol.servers()));
        values.add(onOff(protocol.emuLocalLock()));
        values.add(onOff(protocol.sigsHandled()));
        values.add(word(protocol.lockTaken()));
        values.add(word(protocol.lookOrder()));
        values.add(word(protocol.release()));
        values.add(onOff(protocol.pageFaultLock()));
        values.add(protocol.receiveThenLock() ? "one" : "two");
        values.add(yesNo(protocol.handlersMaySleep()));
        values.add(yesNo(protocol.emulibFaults()));
        values.add(yesNo(protocol.signalThreadFaults()));
        values.add(yesNo(protocol.notifyAfterFault()));
        values.add(word(protocol.notification()));
        values.add(yesNo(protocol.deferWhileUnderControl()));
        return values;
    }

    private static SignalProtocol of(List<String> values) {
        return new SignalProtocol(
                Integer.parseInt(values.get(0)),
                values.get(1).equals("on"),
                values.get(2).equals("on"),
                LockTaken.valueOf(constant(values.get(3))),
                LookOrder.valueOf(constant(values.get(4))),
                Release.valueOf(constant(values.get(5))),
                values.get(6).equals("on"),
                values.get(7).equals("one"),
                values.get(8).equals("yes"),
                values.get(9).equals("yes"),
                values.get(10).equals("yes"),
                values.get(11).equals("yes"),
                NotificationKind.valueOf(constant(values.get(12))),
                values.get(13).equals("yes"));
    }

    private static String onOff(boolean value) {
        return value ? "on" : "off";
    }

    private static String yesNo(boolean value) {
        return value ? "yes" : "no";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
