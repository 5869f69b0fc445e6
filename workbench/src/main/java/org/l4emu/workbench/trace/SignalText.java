package org.l4emu.workbench.trace;

import java.util.List;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.thread.ExRegsResult;
import org.l4emu.microkernel.thread.Notification;
import org.l4emu.protocol.schema.ExRegs;
import org.l4emu.protocol.schema.Signal;

/** The events of the signal protocol in its own words. */
final class SignalText {
    private static final List<String> DEFAULT_ACTIONS =
            List.of("ignore", "end the process", "stop", "continue");

    private static final int UNCHANGED = -1;

    private final ThreadDirectory threads;

    SignalText(ThreadDirectory threads) {
        this.threads = threads;
    }

    String exRegs(ExRegs change) {
        String old = Words.address(change.getOldIp());
        String ip =
                change.getNewIp() == UNCHANGED
                        ? "ip " + old + " unchanged"
                        : "ip " + old + " -> " + place(change.getNewIp());
        return "lthread_ex_regs "
                + threads.number(change.getThread())
                + " -> "
                + threads.label(change.getTarget())
                + ": "
                + ip
                + cancelled(change.getCancelled());
    }

    /** An address, and what emulib has there. */
    private static String place(int ip) {
        return Words.address(ip)
                + switch (ip) {
                    case EmulibImages.START -> " (start)";
                    case EmulibImages.SIGNAL_THREAD -> " (signal thread)";
                    case EmulibImages.PARK -> " (parked)";
                    case EmulibImages.FORCED -> " (forced entry)";
                    default -> "";
                };
    }

    /** Empty if the thread waited in no IPC. */
    static String cancelled(int code) {
        return switch (code) {
            case IpcResult.OK -> "";
            case IpcResult.RECEIVE_CANCELLED -> ", its receive cancelled";
            case IpcResult.SEND_CANCELLED -> ", its send cancelled";
            case ExRegsResult.FAULT_RETRIED -> ", page-fault IPC cancelled (retried)";
            default -> ", IPC ended with " + Words.hex(code);
        };
    }

    String signal(Signal signal) {
        String name = SignalNames.of(signal.getSignal());
        String owner = threads.label(signal.getOwner());
        return switch (signal.getKind()) {
            case POSTED -> "signal " + name + " posted to " + taker(signal) + code(signal);
            case COALESCED ->
                    "signal " + name + " to " + taker(signal) + " coalesces" + code(signal);
            case NOTIFIED -> notified(signal);
            case FORGOTTEN -> forgotten(signal);
            case FORCED ->
                    owner
                            + " forced to the special call"
                            + known(signal)
                            + ", old ip "
                            + Words.address(signal.getArgument());
            case DELIVERED ->
                    name
                            + " into the deliver record of "
                            + owner
                            + ", handler "
                            + Words.address(signal.getArgument());
            case DEFAULTED ->
                    name + " of " + taker(signal) + ": default action, " + defaultAction(signal);
            case TAKEN -> name + " taken by " + owner + code(signal);
            case FRAME_BUILT -> "frame of " + name + " at " + Words.address(signal.getArgument());
            case HANDLER_ENTERED ->
                    "handler " + Words.address(signal.getArgument()) + " of " + name + " entered";
            case RETURNED ->
                    (signal.getSignal() == 0 ? "handler returned" : name + " handled")
                            + ": sigreturn from "
                            + Words.address(signal.getArgument());
            case UNRECOGNIZED -> "signal " + name + " does something this l4emu does not know";
        };
    }

    private String taker(Signal signal) {
        return signal.getOwner() < 0
                ? "a process, no thread chosen"
                : threads.label(signal.getOwner());
    }

    private static String code(Signal signal) {
        return " (" + SignalNames.code(signal.getSignal(), signal.getArgument()) + ")";
    }

    private static String known(Signal signal) {
        return signal.getSignal() == 0 ? "" : " for " + SignalNames.of(signal.getSignal());
    }

    static String defaultAction(Signal signal) {
        return entry(DEFAULT_ACTIONS, signal.getArgument());
    }

    private static String entry(List<String> words, int number) {
        return number >= 0 && number < words.size() ? words.get(number) : "code " + number;
    }

    private String notified(Signal signal) {
        int signalThread = threads.signalThreadOf(signal.getOwner());
        String who =
                signalThread == Lanes.NONE
                        ? "signal thread of " + threads.label(signal.getOwner())
                        : "signal thread " + threads.number(signalThread);
        String of = signal.getSignal() == 0 ? "" : " of " + SignalNames.of(signal.getSignal());
        return who + " notified" + of + " (" + notification(signal) + ")";
    }

    static String notification(Signal signal) {
        int number = signal.getArgument();
        Notification[] known = Notification.values();
        if (number < 0 || number >= known.length) {
            return "code " + number;
        }
        return switch (known[number]) {
            case RECEIVED -> "received";
            case LATCHED -> "latched";
            case DROPPED -> "dropped";
            case NOT_EXISTENT -> "no such thread";
        };
    }

    private String forgotten(Signal signal) {
        int holder = threads.holder(signal.getArgument());
        String by =
                holder == Lanes.NONE
                        ? "holds " + Words.hex(signal.getArgument())
                        : "is taken by " + threads.label(holder);
        return threads.label(signal.getThread())
                + ": emu_local_lock "
                + by
                + ": "
                + (signal.getSignal() == 0 ? "" : SignalNames.of(signal.getSignal()) + " ")
                + "forgotten";
    }
}
