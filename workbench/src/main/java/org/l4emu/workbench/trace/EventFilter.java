package org.l4emu.workbench.trace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.l4emu.protocol.schema.Event;
import org.l4emu.workbench.InputError;
import picocli.CommandLine.Option;

/** The options that choose events, and the choice. */
final class EventFilter {
    @Option(
            names = "--thread",
            paramLabel = "T",
            description = "Only what thread T does or is sent: a label, 6.0, a role or a serial.")
    List<String> threadsWanted = new ArrayList<>();

    @Option(names = "--pid", paramLabel = "PID", description = "Only what concerns this process.")
    List<Integer> pidsWanted = new ArrayList<>();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            split = ",",
            description = "Only events of this kind: ipc, variable, syscall, schedule ...")
    List<String> kindsWanted = new ArrayList<>();

    @Option(
            names = "--signal",
            paramLabel = "NAME",
            description = "Only events of this signal: SIGUSR1, usr1, 10.")
    List<String> signalsWanted = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "N",
            defaultValue = "0",
            description = "Start with event N.")
    long from;

    @Option(
            names = "--to",
            paramLabel = "N",
            defaultValue = "9223372036854775807",
            description = "End with event N.")
    long to;

    private Set<Event.KindCase> kinds = EnumSet.allOf(Event.KindCase.class);
    private final Set<Integer> signals = new TreeSet<>();

    /** To be called once before {@link #accepts}. */
    void prepare() {
        if (from < 0 || to < from) {
            throw InputError.usage("--from " + from + " --to " + to, "expected 0 <= from <= to");
        }
        signalsWanted.forEach(wanted -> signals.add(SignalNames.parse(wanted)));
        if (kindsWanted.isEmpty()) {
            return;
        }
        kinds = EnumSet.noneOf(Event.KindCase.class);
        for (String wanted : kindsWanted) {
            addKinds(wanted);
        }
    }

    /** {@code syscall} means both its kinds, {@code task} too: a name's first words are enough. */
    private void addKinds(String wanted) {
        String name = wanted.toLowerCase(Locale.ROOT).replace('-', '_');
        int before = kinds.size();
        for (Event.KindCase kind : Event.KindCase.values()) {
            String known = kind.name().toLowerCase(Locale.ROOT);
            if (known.equals(name) || known.startsWith(name + "_") && !name.equals("ipc")) {
                kinds.add(kind);
            }
        }
        if (kinds.size() == before) {
            throw InputError.usage("--kind " + wanted, "expected one of " + kindNames());
        }
    }

    private static String kindNames() {
        List<String> names =
                Arrays.stream(Event.KindCase.values())
                        .filter(kind -> kind != Event.KindCase.KIND_NOT_SET)
                        .map(kind -> Words.dashed(kind.name()))
                        .sorted()
                        .toList();
        return String.join(", ", names);
    }

    boolean accepts(Event event, int lane, ThreadDirectory threads) {
        return kinds.contains(event.getKindCase())
                && (signals.isEmpty() || event.hasSignal() && wants(event.getSignal().getSignal()))
                && (threadsWanted.isEmpty() || concernsThread(event, lane, threads))
                && (pidsWanted.isEmpty() || concernsPid(event, lane, threads));
    }

    /** True if this signal of a user thread is wanted; kinds do not matter. */
    boolean acceptsSignal(int signal, int owner, ThreadDirectory threads) {
        return wants(signal)
                && (threadsWanted.isEmpty() || concerns(owner, threads))
                && (pidsWanted.isEmpty() || pidsWanted.contains(threads.pid(owner)));
    }

    /** True if this signal is one of those wanted. */
    private boolean wants(int signal) {
        return signals.isEmpty() || signals.contains(signal);
    }

    /** True if this thread is one of those wanted. */
    boolean concerns(int thread, ThreadDirectory threads) {
        return threadsWanted.stream().anyMatch(wanted -> names(wanted, thread, threads));
    }

    private boolean concernsThread(Event event, int lane, ThreadDirectory threads) {
        int partner = Lanes.partner(event);
        return concerns(lane, threads) || partner != Lanes.NONE && concerns(partner, threads);
    }

    private static boolean names(String wanted, int thread, ThreadDirectory threads) {
        String label = threads.label(thread);
        return label.equals(wanted)
                || label.startsWith(wanted + " ")
                || label.endsWith(" " + wanted)
                || wanted.equals(Integer.toString(thread));
    }

    private boolean concernsPid(Event event, int lane, ThreadDirectory threads) {
        return pidsWanted.stream().anyMatch(wanted -> concernsPid(event, lane, threads, wanted));
    }

    /** True if the event names the process, or one of its threads acts or is acted on. */
    static boolean concernsPid(Event event, int lane, ThreadDirectory threads, int pid) {
        return pid == pidOf(event)
                || pid == threads.pid(lane)
                || pid == threads.pid(Lanes.partner(event));
    }

    private static int pidOf(Event event) {
        return switch (event.getKindCase()) {
            case SYSCALL_ENTER -> event.getSyscallEnter().getPid();
            case SYSCALL_EXIT -> event.getSyscallExit().getPid();
            case PROCESS -> event.getProcess().getPid();
            case PICK -> event.getPick();
            default -> -1;
        };
    }
}
