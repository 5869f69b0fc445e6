package org.l4emu.server.ptrace;

import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SignalInfo;

/**
 * A traced thread, as its tracer has it: what it stopped for, how it goes on, and what it has to
 * stop for on its next way back to user mode. Changed by {@link Tracing} and its helpers only.
 */
public final class Tracee {
    /** What a stop is. */
    enum Stop {
        NONE("goes on"),
        SYSCALL_ENTER("syscall-enter-stop"),
        SYSCALL_EXIT("syscall-exit-stop"),
        SIGNAL("signal-delivery-stop"),
        /** Of a thread that was attached to, not seized: nothing is known but the signal. */
        GROUP("group-stop"),
        EVENT("event-stop"),
        /** PTRACE_EVENT_STOP: interrupted, born, or in a group stop, of a seized thread. */
        TRAP("trap-stop"),
        /** Stepping has come to the first instruction of a signal handler. */
        HANDLER("handler-stop");

        private final String text;

        Stop(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /** How it was let go on. */
    enum Mode {
        CONT("PTRACE_CONT"),
        SYSCALL("PTRACE_SYSCALL"),
        STEP("PTRACE_SINGLESTEP"),
        SYSEMU("PTRACE_SYSEMU"),
        SYSEMU_STEP("PTRACE_SYSEMU_SINGLESTEP");

        private final String request;

        Mode(String request) {
            this.request = request;
        }

        String request() {
            return request;
        }

        boolean stopsAtEntry() {
            return this == SYSCALL || emulates();
        }

        boolean emulates() {
            return this == SYSEMU || this == SYSEMU_STEP;
        }

        boolean steps() {
            return this == STEP || this == SYSEMU_STEP;
        }
    }

    private static final int IP = 12;
    private static final int THUMB = 0x20;

    private final Task task;
    private final Task tracer;
    private final boolean seized;
    private int options;
    private Mode mode = Mode.CONT;

    // The stop it is in
    private Stop stop = Stop.NONE;
    private int code;
    private boolean reported;
    private boolean listening;
    private int message;
    private @Nullable SignalInfo info;

    // Registers that are not the user's while it is stopped
    private int keptIp;
    private boolean restartable;
    private int restart;
    private int rewoundPc;
    private int syscall = -1;

    // What it has to do on its way back to user mode
    private @Nullable SignalInfo injected;
    private boolean trapPending;
    private int eventPending;
    private boolean exitPending;
    private boolean startsThread;
    private boolean handlerPending;
    private int fatal;

    /** Wait status when it has ended and its tracer, not its parent, is to collect that. */
    private int endStatus;

    private boolean ended;

    Tracee(Task task, Task tracer, boolean seized, int options) {
        this.task = task;
        this.tracer = tracer;
        this.seized = seized;
        this.options = options;
    }

    public Task task() {
        return task;
    }

    /** The thread that traces it. */
    public Task tracer() {
        return tracer;
    }

    /** The process that waits for it. */
    public ThreadGroup tracerGroup() {
        return tracer.group();
    }

    boolean isSeized() {
        return seized;
    }

    int options() {
        return options;
    }

    void setOptions(int newOptions) {
        options = newOptions;
    }

    /** True if it stops for an event beside the ones every tracer gets. */
    boolean wants(int event) {
        return (options & 1 << event) != 0;
    }

    Mode mode() {
        return mode;
    }

    void setMode(Mode newMode) {
        mode = newMode;
    }

    /** True if user code is to be carried out one instruction at a time. */
    public boolean steps() {
        return mode.steps();
    }

    // Stops

    boolean isStopped() {
        return stop != Stop.NONE;
    }

    Stop stop() {
        return stop;
    }

    /** Signal or SIGTRAP in the low byte, event or 0x80 above and in it. */
    int code() {
        return code;
    }

    void begin(Stop newStop, int newCode, @Nullable SignalInfo newInfo) {
        stop = newStop;
        code = newCode;
        info = newInfo;
        reported = false;
        listening = false;
    }

    void goOn() {
        stop = Stop.NONE;
        info = null;
        reported = true;
        listening = false;
    }

    boolean isListening() {
        return listening;
    }

    void listen() {
        listening = true;
    }

    int message() {
        return message;
    }

    void setMessage(int value) {
        message = value;
    }

    @Nullable SignalInfo info() {
        return info;
    }

    void setInfo(SignalInfo newInfo) {
        info = newInfo;
    }

    boolean isReported() {
        return reported;
    }

    /** True in a stop that is its part of the stop of its process. */
    public boolean isInGroupStop() {
        return stop == Stop.GROUP || stop == Stop.TRAP;
    }

    // Waiting: what wait4 of the tracer sees

    /** True if its tracer has not been told yet of its stop or its end. */
    public boolean hasNews() {
        return ended || isStopped() && !reported && !listening;
    }

    public boolean hasEnded() {
        return ended;
    }

    /** It has ended, and its tracer will collect the status. */
    void end(int status) {
        ended = true;
        endStatus = status;
        stop = Stop.NONE;
    }

    /** Wait status of the stop or of the end. */
    public int status() {
        return ended ? endStatus : code << 8 | 0x7f;
    }

    /** wait4 has told the tracer. */
    public void setReported() {
        reported = true;
    }

    // Registers

    /** ARM tells tracers by ip whether a call begins (0) or ends (1). */
    void showInIp(int value) {
        keptIp = task.registers().get(IP);
        task.registers().set(IP, value);
    }

    void hideFromIp() {
        if (stop == Stop.SYSCALL_ENTER || stop == Stop.SYSCALL_EXIT) {
            task.registers().set(IP, keptIp);
        }
    }

    int syscall() {
        return syscall;
    }

    void setSyscall(int number) {
        syscall = number;
    }

    void setRestartable(boolean value) {
        restartable = value;
    }

    private int instructionBytes() {
        return (task.registers().get(PtRegs.CPSR) & THUMB) != 0 ? 2 : 4;
    }

    /** Shows an interrupted call as it will start again: r0 and pc as before it. */
    void rewind(int code) {
        restart = code;
        if (code != 0) {
            PtRegs registers = task.registers();
            registers.set(0, registers.get(PtRegs.ORIG_R0));
            rewoundPc = registers.get(PtRegs.PC) - instructionBytes();
            registers.set(PtRegs.PC, rewoundPc);
        }
    }

    /**
     * Takes {@link #rewind} back, unless the tracer chose another pc.
     *
     * @return the ERESTART code of the call that was interrupted, 0 for none
     */
    int unwind() {
        PtRegs registers = task.registers();
        if (stop == Stop.SYSCALL_EXIT) {
            int result = registers.get(0);
            boolean interrupted =
                    restartable
                            && result <= -Errno.ERESTARTSYS
                            && result >= -Errno.ERESTART_RESTARTBLOCK;
            return interrupted ? -result : 0;
        }
        int before = restart;
        restart = 0;
        if (before == 0 || registers.get(PtRegs.PC) != rewoundPc) {
            return 0;
        }
        registers.set(PtRegs.ORIG_R0, registers.get(0));
        registers.set(PtRegs.PC, rewoundPc + instructionBytes());
        return before;
    }

    // On the way back to user mode

    /** True if it must not go back to user mode before it was looked at. */
    public boolean hasWork() {
        return trapPending
                || injected != null
                || eventPending != 0
                || exitPending
                || handlerPending
                || fatal != 0;
    }

    void inject(@Nullable SignalInfo signal) {
        injected = signal;
    }

    @Nullable SignalInfo takeInjected() {
        SignalInfo taken = injected;
        injected = null;
        return taken;
    }

    void setTrapPending() {
        trapPending = true;
    }

    boolean takeTrap() {
        boolean was = trapPending;
        trapPending = false;
        return was;
    }

    /**
     * A call's event and end come when the thread calls the next time, before user code: after
     * execve, whose thread is gone, and after clone, whose thread has to start the new one first.
     *
     * @param event 0 for none
     */
    void setLater(int event, boolean startsNewThread) {
        eventPending = event;
        exitPending = true;
        startsThread = startsNewThread;
    }

    /** True, once, on the way out to start a thread: stops have to wait. */
    public boolean takeStartsThread() {
        boolean was = startsThread;
        startsThread = false;
        return was;
    }

    boolean startsThread() {
        return startsThread;
    }

    /** The event to stop for, once; 0 for none. */
    int takeEvent() {
        int event = eventPending;
        eventPending = 0;
        return event;
    }

    boolean takeExit() {
        boolean was = exitPending;
        exitPending = false;
        return was;
    }

    /** A handler is about to run: stepping stops at its first instruction. */
    public boolean stopsAtHandler() {
        handlerPending = mode.steps();
        return handlerPending || hasWork();
    }

    boolean takeHandler() {
        boolean was = handlerPending;
        handlerPending = false;
        return was;
    }

    /** The signal that ends it after its exit event; 0 for none. */
    int fatal() {
        return fatal;
    }

    void setFatal(int signal) {
        fatal = signal;
    }

    /** Feeds all of it. */
    public void digest(StateDigest digest) {
        digest.put((long) tracer.pid() << 32 | options);
        digest.put((long) stop.ordinal() << 32 | code);
        digest.put((long) mode.ordinal() << 32 | message & 0xffffffffL);
        digest.put((long) keptIp << 32 | rewoundPc & 0xffffffffL);
        digest.put((long) restart << 32 | syscall & 0xffffffffL);
        digest.put((long) endStatus << 32 | fatal);
        SignalInfo signal = injected;
        SignalInfo shown = info;
        digest.put(
                (long) (signal == null ? 0 : signal.signal()) << 32
                        | (shown == null ? 0 : shown.signal()));
        digest.put(flag(seized, 0) | flag(reported, 1) | flag(listening, 2) | flag(ended, 3));
        digest.put(
                flag(trapPending, 0)
                        | flag(exitPending, 1)
                        | flag(startsThread, 2)
                        | flag(handlerPending, 3)
                        | flag(restartable, 4)
                        | eventPending << 5);
    }

    private static int flag(boolean set, int bit) {
        return set ? 1 << bit : 0;
    }

    @Override
    public String toString() {
        return task + " traced by " + tracer;
    }
}
