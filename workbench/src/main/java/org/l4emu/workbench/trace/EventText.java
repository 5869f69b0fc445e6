package org.l4emu.workbench.trace;

import java.util.Locale;
import org.l4emu.emulib.Entry;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.schema.ArmException;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.Ipc;
import org.l4emu.protocol.schema.Mapping;
import org.l4emu.protocol.schema.Process;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.SyscallExit;
import org.l4emu.protocol.schema.VariableChange;
import org.l4emu.protocol.trace.TraceEvent;

/** An event as one line for a person: what happened, in the words of the literature. */
final class EventText {
    private static final int SEQUENCE_COLUMNS = 9;
    private static final int TIME_COLUMNS = 13;
    private static final int LANE_COLUMNS = 13;
    private static final int QUOTED_BYTES_MAX = 48;

    /** Bit of a page fault's first word that tells a write from a read. */
    private static final int FAULT_WRITE = 2;

    private static final String USER_ROLE = "user";

    /** Between a call and its result. */
    private static final String CALL_END = ") = ";

    private final ThreadDirectory threads;
    private final SyscallNames names;
    private final SignalText signals;

    EventText(ThreadDirectory threads, SyscallNames names) {
        this.threads = threads;
        this.names = names;
        this.signals = new SignalText(threads);
    }

    ThreadDirectory threads() {
        return threads;
    }

    /** The whole line: sequence number, virtual time, lane, what. */
    String line(TraceEvent event, int lane) {
        StringBuilder line = new StringBuilder(80);
        right(line, event.sequence(), SEQUENCE_COLUMNS);
        right(line.append(' '), event.time(), TIME_COLUMNS);
        String label = lane(event.event(), lane);
        line.append("  ").append(label);
        line.append(" ".repeat(Math.max(0, LANE_COLUMNS - label.length())));
        return line.append(' ').append(what(event)).toString();
    }

    private static void right(StringBuilder line, long number, int columns) {
        String digits = Long.toString(number);
        line.append(" ".repeat(Math.max(0, columns - digits.length()))).append(digits);
    }

    /** The label of the lane an event belongs to. */
    String lane(Event event, int lane) {
        boolean interrupt = event.hasIpc() && event.getIpc().getFrom() < 0;
        return interrupt ? "interrupt" : threads.label(lane);
    }

    String what(TraceEvent traced) {
        Event event = traced.event();
        return switch (event.getKindCase()) {
            case SCHEDULE -> "schedule";
            case STEP -> "step " + traced.name();
            case IPC -> ipc(event.getIpc());
            case VARIABLE -> variable(event.getVariable());
            case EXCEPTION -> exception(event.getException());
            case MAPPING -> mapping(event.getMapping());
            case SYSCALL_ENTER -> enter(event.getSyscallEnter());
            case SYSCALL_EXIT -> exit(event.getSyscallExit());
            case INPUT ->
                    "input "
                            + Words.dashed(event.getInput().getKind().name())
                            + " "
                            + Words.quoted(event.getInput().getData(), QUOTED_BYTES_MAX);
            case OUTPUT ->
                    (event.getOutput().getDevice() == 1
                                    ? "output console "
                                    : "output device " + event.getOutput().getDevice() + " ")
                            + Words.quoted(event.getOutput().getData(), QUOTED_BYTES_MAX);
            case PICK -> "pick " + (event.getPick() == 0 ? "idle" : "pid " + event.getPick());
            case IPC_RESULT -> "ipc ended with result " + Words.hex(event.getIpcResult().getCode());
            case DIGEST -> String.format(Locale.ROOT, "digest %016x", event.getDigest());
            case TASK_CREATED ->
                    "task "
                            + event.getTaskCreated().getTask()
                            + " version "
                            + event.getTaskCreated().getVersion()
                            + " created";
            case TASK_DELETED ->
                    "task "
                            + event.getTaskDeleted().getTask()
                            + " version "
                            + event.getTaskDeleted().getVersion()
                            + " deleted";
            case THREAD_CREATED ->
                    String.format(
                            Locale.ROOT,
                            "thread %d created, id %x",
                            event.getThreadCreated().getThread(),
                            event.getThreadCreated().getId());
            case THREAD_DELETED -> "thread " + event.getThreadDeleted() + " deleted";
            case PROCESS -> process(event.getProcess());
            case KERNEL_LOG -> "log " + event.getKernelLog();
            case KDEBUG -> "kdebug " + traced.name();
            case HALTED -> "halted, status " + Words.hex(event.getHalted());
            case EX_REGS -> signals.exRegs(event.getExRegs());
            case SIGNAL -> signals.signal(event.getSignal());
            case KIND_NOT_SET -> "an event of a kind this l4emu does not know";
        };
    }

    private String ipc(Ipc ipc) {
        String head =
                "ipc " + Words.dashed(ipc.getKind().name()) + " -> " + threads.label(ipc.getTo());
        return switch (ipc.getKind()) {
            case PAGE_FAULT ->
                    String.format(
                            Locale.ROOT,
                            "%s: %s of 0x%08x, pc 0x%08x",
                            head,
                            (ipc.getW0() & FAULT_WRITE) != 0 ? "write" : "read",
                            ipc.getW0() & ~3,
                            ipc.getW1());
            case INTERRUPT -> head + ": line " + ipc.getW0();
            case CALL -> head + ": " + words(ipc) + request(ipc, threads.label(ipc.getFrom()));
            default -> head + ": " + words(ipc);
        };
    }

    private static String words(Ipc ipc) {
        return Words.hex(ipc.getW0()) + " " + Words.hex(ipc.getW1()) + " " + Words.hex(ipc.getW2());
    }

    /** What emulib asks the server for. */
    private static String request(Ipc ipc, String from) {
        if (!from.startsWith(USER_ROLE)) {
            return "";
        }
        return switch (ipc.getW0()) {
            case Entry.SYSCALL -> " (system call " + ipc.getW1() + ")";
            case Entry.SIGNAL -> " (special call)";
            case Entry.EXCEPTION -> " (exception " + Words.hex(ipc.getW1()) + ")";
            default -> "";
        };
    }

    private String variable(VariableChange change) {
        String label = Variable.valueOf(change.getVariable().name()).label();
        String owner = change.getOwner() < 0 ? "" : " of " + threads.label(change.getOwner());
        String text =
                label
                        + owner
                        + ": "
                        + Words.number(change.getBefore())
                        + " -> "
                        + Words.number(change.getAfter());
        if (change.getVariable() != VariableChange.Variable.EMU_LOCAL_LOCK) {
            return text;
        }
        if (change.getAfter() == 0) {
            return text + " (released)";
        }
        return text + (change.getBefore() == 0 ? " (taken)" : " (passed on)");
    }

    private static String exception(ArmException exception) {
        String at = " at " + Words.address(exception.getPc());
        String info = Words.address(exception.getInfo());
        return switch (exception.getVector()) {
            case 0x04 -> "exception undefined instruction " + info + at;
            case 0x08 -> "exception svc" + at;
            case 0x0c -> "exception prefetch abort of " + info + at;
            case 0x10 -> "exception data abort of " + info + at;
            default -> "exception vector " + Words.hex(exception.getVector()) + at;
        };
    }

    private static String mapping(Mapping mapping) {
        String pages =
                mapping.getPagesLog2() == 0 ? "" : ", " + (1L << mapping.getPagesLog2()) + " pages";
        String kind = "mapping " + Words.dashed(mapping.getKind().name()) + " ";
        String from = place(mapping.getFromTask(), mapping.getFromPage());
        if (mapping.getToTask() < 0) {
            return kind + "what derives from " + from + pages;
        }
        String right = mapping.getWritable() ? ", writable" : ", read-only";
        return kind
                + from
                + " -> "
                + place(mapping.getToTask(), mapping.getToPage())
                + pages
                + right;
    }

    private static String place(int task, int page) {
        return String.format(Locale.ROOT, "task %d 0x%05x000", task, page);
    }

    private String enter(SyscallEnter enter) {
        return "syscall " + names.call(enter) + "  pid " + enter.getPid();
    }

    private String exit(SyscallExit exit) {
        return "result " + names.of(exit.getNumber()) + " = " + result(exit);
    }

    /** What follows the equals sign. */
    static String result(SyscallExit exit) {
        String text = exit.getText();
        int equals = text.lastIndexOf(CALL_END);
        if (equals >= 0) {
            return text.substring(equals + CALL_END.length());
        }
        return text.isEmpty() ? Words.result(exit.getResult()) : text;
    }

    /** The call up to its closing parenthesis, if only its end tells the arguments; or empty. */
    static String lateCall(SyscallExit exit) {
        int equals = exit.getText().lastIndexOf(CALL_END);
        return equals >= 0 ? exit.getText().substring(0, equals + 1) : "";
    }

    private static String process(Process process) {
        String pid = "process " + process.getPid() + " ";
        return switch (process.getKind()) {
            case FORK -> pid + "forked by " + process.getArgument();
            case EXEC -> pid + "executes " + process.getText();
            case EXIT -> pid + "exits, status " + Words.hex(process.getArgument());
            case REAP -> pid + "reaped by " + process.getArgument();
            case SIGNAL_POSTED -> pid + "gets signal " + process.getArgument();
            case TRACED ->
                    pid + "traced: " + process.getText() + " " + Words.hex(process.getArgument());
            case UNRECOGNIZED -> pid + "does something this l4emu does not know";
        };
    }
}
