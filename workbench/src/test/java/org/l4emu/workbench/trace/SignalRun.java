package org.l4emu.workbench.trace;

import java.io.IOException;
import java.nio.file.Path;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.IpcKind;
import org.l4emu.protocol.event.MappingKind;
import org.l4emu.protocol.event.ProcessEvent;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.protocol.event.Variable;
import org.l4emu.protocol.trace.TraceRecorder;

/**
 * Signals told by hand: one that interrupts a page fault in user code and is forced in, one that
 * the signal thread forgets and that is delivered on the way back, one that coalesces with it, one
 * that stays blocked, one that ends the other process.
 */
final class SignalRun {
    static final int SERVER = 1;
    static final int USER = 2;
    static final int SIGNAL_THREAD = 3;
    static final int OTHER = 4;
    static final int OTHER_SIGNAL_THREAD = 5;

    private static final int KILL = 37;
    private static final int GETPID = 20;
    private static final int SIGRETURN = 119;

    private static final int USR1 = 10;
    private static final int USR2 = 12;
    private static final int TERM = 15;
    private static final int CHLD = 17;

    private static final int SI_USER = 0;
    private static final int SI_TKILL = -6;
    private static final int CLD_KILLED = 2;

    private static final int LATCHED = 1;
    private static final int FAULT_RETRIED = 0x100;
    private static final int SPECIAL_CALL = 5;
    private static final int PARK = 0xc000_3000;
    private static final int FORCED_ENTRY = 0xc000_4000;
    private static final int HANDLER = 0x10400;
    private static final int FRAME = 0xbeff_ec10;
    private static final int DEFAULT_END = 1;

    private final EventSink sink;
    private long time;

    private SignalRun(EventSink sink) {
        this.sink = sink;
    }

    static Path record(Path file) throws IOException {
        try (TraceRecorder recorder = TraceRecorder.create(file, SampleRun.header(1))) {
            tell(recorder);
        }
        return file;
    }

    static void tell(EventSink sink) {
        SignalRun run = new SignalRun(sink);
        run.boot();
        run.killInterruptsAFault();
        run.handlerReturns();
        run.forgottenAndDeliveredOnTheWayBack();
        run.handlerReturns();
        run.terminateTheOther();
        sink.halted(run.tick(), 0);
    }

    private long tick() {
        time += 5;
        return time;
    }

    private void boot() {
        thread(0, 2, 3, "sigma0");
        thread(SERVER, 2, 0, "server");
        thread(USER, 9, 0, "user");
        thread(SIGNAL_THREAD, 9, 1, "signal");
        thread(OTHER, 10, 0, "user");
        thread(OTHER_SIGNAL_THREAD, 10, 1, "signal");
        sink.process(tick(), ProcessEvent.FORK, 6, 5, "");
        call(USER, 5, GETPID, 5, "getpid()");
    }

    private void thread(int serial, int task, int lthread, String role) {
        sink.threadCreated(time, serial, ThreadId.of(task, lthread, 1).value(), task, role);
    }

    private static int word(int thread) {
        int task = thread == OTHER ? 10 : 9;
        return (int) ThreadId.of(task, thread == SIGNAL_THREAD ? 1 : 0, 1).value();
    }

    private void lock(int writer, int owner, int before, int after) {
        sink.variable(tick(), Variable.EMU_LOCAL_LOCK, writer, owner, before, after);
    }

    private void flag(int owner, int after) {
        sink.variable(tick(), Variable.UNDER_KERNEL_CONTROL, SERVER, owner, 1 - after, after);
    }

    private void signal(SignalStep kind, int thread, int owner, int signal, int argument) {
        sink.signal(tick(), kind, thread, owner, signal, argument);
    }

    private void enter(int user, int number) {
        sink.schedule(tick(), user);
        sink.exception(tick(), user, 0x08, 0x10074, 0xef000000);
        lock(user, user, 0, word(user));
        sink.step(tick(), user, "emulib.saveState");
        sink.ipc(tick(), IpcKind.CALL, user, SERVER, 1, number, 0);
        sink.schedule(time, SERVER);
        sink.step(tick(), SERVER, "server.receive");
        flag(user, 1);
    }

    private void answer(int user) {
        flag(user, 0);
        sink.ipc(tick(), IpcKind.REPLY, SERVER, user, 0, 0, 0);
        sink.schedule(time, user);
    }

    private void leave(int user) {
        sink.step(tick(), user, "emulib.restoreState");
        lock(user, user, word(user), 0);
        sink.step(tick(), user, "emulib.resume");
    }

    private void call(int user, int pid, int number, int result, String text) {
        enter(user, number);
        sink.syscallEnter(tick(), user, pid, number, new int[6], text);
        sink.syscallExit(tick(), user, pid, number, result, "");
        answer(user);
        leave(user);
    }

    /** Process 6 kills process 5 while that waits for a page. */
    private void killInterruptsAFault() {
        sink.exception(tick(), USER, 0x10, 0x10234, 0x13004);
        sink.ipc(tick(), IpcKind.PAGE_FAULT, USER, SERVER, 0x13006, 0x10234, 0);
        sink.schedule(time, SERVER);
        flag(USER, 1);
        flag(USER, 0);
        enter(OTHER, KILL);
        sink.syscallEnter(tick(), OTHER, 6, KILL, new int[6], "kill(5, SIGUSR1)");
        signal(SignalStep.POSTED, SERVER, USER, USR1, SI_USER);
        signal(SignalStep.NOTIFIED, SERVER, USER, USR1, LATCHED);
        sink.syscallExit(tick(), OTHER, 6, KILL, 0, "");
        answer(OTHER);
        leave(OTHER);
        sink.schedule(tick(), SIGNAL_THREAD);
        lock(SIGNAL_THREAD, USER, 0, word(SIGNAL_THREAD));
        sink.exRegs(tick(), SIGNAL_THREAD, USER, 0x10234, PARK, FAULT_RETRIED);
        signal(SignalStep.FORCED, SIGNAL_THREAD, USER, 0, 0x10234);
        sink.exRegs(tick(), SIGNAL_THREAD, USER, PARK, FORCED_ENTRY, 0);
        sink.schedule(tick(), USER);
        sink.step(tick(), USER, "emulib.saveState");
        sink.ipc(tick(), IpcKind.CALL, USER, SERVER, SPECIAL_CALL, 0, 0);
        sink.schedule(time, SERVER);
        sink.step(tick(), SERVER, "server.receive");
        flag(USER, 1);
        signal(SignalStep.DELIVERED, SERVER, USER, USR1, HANDLER);
        answer(USER);
        handle(USR1, word(SIGNAL_THREAD));
    }

    /** Emulib's part: the frame, whose store faults, and the way into the handler. */
    private void handle(int signal, int lockWord) {
        sink.ipc(tick(), IpcKind.PAGE_FAULT, USER, SERVER, FRAME | 2, FORCED_ENTRY + 8, 0);
        sink.schedule(time, SERVER);
        sink.mapping(tick(), MappingKind.MAP, 2, 0x234, 9, 0xbeffe, 0, true);
        sink.ipc(tick(), IpcKind.PAGE_FAULT_REPLY, SERVER, USER, 0, 0, 0);
        sink.schedule(time, USER);
        signal(SignalStep.FRAME_BUILT, USER, USER, signal, FRAME);
        lock(USER, USER, lockWord, 0);
        signal(SignalStep.HANDLER_ENTERED, USER, USER, signal, HANDLER);
    }

    private void handlerReturns() {
        enter(USER, SIGRETURN);
        sink.syscallEnter(tick(), USER, 5, SIGRETURN, new int[6], "sigreturn()");
        signal(SignalStep.RETURNED, SERVER, USER, 0, FRAME);
        answer(USER);
        leave(USER);
    }

    /** The signal thread comes while the process is about to call getpid. */
    private void forgottenAndDeliveredOnTheWayBack() {
        enter(OTHER, KILL);
        sink.syscallEnter(tick(), OTHER, 6, KILL, new int[6], "kill(5, SIGUSR2)");
        signal(SignalStep.POSTED, SERVER, USER, USR2, SI_USER);
        signal(SignalStep.NOTIFIED, SERVER, USER, 0, LATCHED);
        signal(SignalStep.COALESCED, SERVER, USER, USR2, SI_TKILL);
        signal(SignalStep.POSTED, SERVER, USER, CHLD, CLD_KILLED);
        sink.syscallExit(tick(), OTHER, 6, KILL, 0, "");
        answer(OTHER);
        leave(OTHER);
        enter(USER, GETPID);
        sink.schedule(tick(), SIGNAL_THREAD);
        signal(SignalStep.FORGOTTEN, SIGNAL_THREAD, USER, 0, word(USER));
        sink.schedule(tick(), SERVER);
        sink.syscallEnter(tick(), USER, 5, GETPID, new int[6], "getpid()");
        sink.syscallExit(tick(), USER, 5, GETPID, 5, "");
        signal(SignalStep.DELIVERED, SERVER, USER, USR2, HANDLER);
        sink.variable(tick(), Variable.SIGS_HANDLED, SERVER, USER, 0, 1);
        answer(USER);
        sink.variable(tick(), Variable.SIGS_HANDLED, USER, USER, 1, 0);
        handle(USR2, word(USER));
    }

    private void terminateTheOther() {
        enter(USER, KILL);
        sink.syscallEnter(tick(), USER, 5, KILL, new int[6], "kill(6, SIGTERM)");
        signal(SignalStep.POSTED, SERVER, OTHER, TERM, SI_USER);
        signal(SignalStep.DEFAULTED, SERVER, OTHER, TERM, DEFAULT_END);
        sink.process(tick(), ProcessEvent.EXIT, 6, TERM, "");
        sink.threadDeleted(tick(), OTHER);
        sink.syscallExit(tick(), USER, 5, KILL, 0, "");
        answer(USER);
        leave(USER);
    }
}
