package org.l4emu.server.ipc;

import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalFrame;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.protocol.event.Variable;
import org.l4emu.server.Linux;
import org.l4emu.server.mm.FaultHandler;
import org.l4emu.server.mm.PageFaultResult;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.TaskPair;
import org.l4emu.server.schedule.TaskTimer;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallHandler;

/**
 * The pager's side of a server thread: serves page faults, and in the first generation keeps
 * signals away from a faulting thread by its emu_local_lock.
 */
final class PageFaults {
    /** What the look at lock and flag says about a page fault. */
    enum Look {
        /** The lock was free; the server holds it now. */
        LOCKED,
        /** The lock is taken and sigs_handled is set: a fault of emulation code, to be served. */
        GENUINE,
        /** The lock is taken and sigs_handled is clear: a signal is coming, forget the fault. */
        SIGNAL_COMING
    }

    private final Linux linux;
    private final ThreadContext context;
    private final FaultHandler handler;
    private final Exceptions exceptions;
    private final boolean maySleep;
    private final boolean flagUsed;

    PageFaults(Linux linux, ThreadContext context, Exceptions exceptions) {
        this.linux = linux;
        this.context = context;
        this.exceptions = exceptions;
        handler = new FaultHandler(context);
        SignalProtocol protocol = linux.protocol();
        maySleep = protocol.handlersMaySleep() && linux.configuration().faultMicros() > 0;
        flagUsed = protocol.sigsHandled();
    }

    /** First generation: tries emu_local_lock for the time the fault is handled. */
    Look look(Task task) {
        PtRegs page = task.registers();
        int holder = page.word(ExclusivePage.EMU_LOCAL_LOCK);
        if (holder == 0) {
            int self = (int) context.id().value();
            page.setWord(ExclusivePage.EMU_LOCAL_LOCK, self);
            report(task, Variable.EMU_LOCAL_LOCK, 0, self);
            return Look.LOCKED;
        }
        boolean finished = flagUsed && page.word(ExclusivePage.SIGS_HANDLED) != 0;
        return finished ? Look.GENUINE : Look.SIGNAL_COMING;
    }

    /** The fault has been handled. */
    void unlock(Task task) {
        PtRegs page = task.registers();
        int holder = page.word(ExclusivePage.EMU_LOCAL_LOCK);
        page.setWord(ExclusivePage.EMU_LOCAL_LOCK, 0);
        report(task, Variable.EMU_LOCAL_LOCK, holder, 0);
    }

    /** Signal delivery for this entry is finished; faults of emulation code are genuine now. */
    void setSigsHandled(Task task) {
        PtRegs page = task.registers();
        int before = page.word(ExclusivePage.SIGS_HANDLED);
        page.setWord(ExclusivePage.SIGS_HANDLED, 1);
        report(task, Variable.SIGS_HANDLED, before, 1);
    }

    private void report(Task task, Variable variable, int before, int after) {
        if (before != after) {
            context.events()
                    .variable(
                            context.time(),
                            variable,
                            context.serial(),
                            task.userSerial(),
                            before,
                            after);
        }
    }

    /**
     * Handles a fault of a user thread, now or after a sleep.
     *
     * @return 0, or BLOCKED
     */
    int handle(Task task, int address, boolean write, int instructionPointer) {
        if (maySleep && !TaskPair.isExclusive(address)) {
            return new Sleep(task, address, write, instructionPointer).begin();
        }
        serve(task, address, write, instructionPointer);
        return 0;
    }

    private void serve(Task task, int address, boolean write, int instructionPointer) {
        if (TaskPair.isExclusive(address)) {
            if (!linux.pair().mapExclusive(context, task.group(), address)) {
                linux.signals().forceDefault(SignalInfo.kernel(Signals.SIGSEGV), task);
            }
            return;
        }
        PageFaultResult result = handler.handle(task, address, write);
        if (result != PageFaultResult.MAPPED) {
            boolean emulib = EmulibImages.isEmulib(instructionPointer);
            exceptions.badAccess(task, address, write, result, emulib);
        }
    }

    /**
     * A fault in a signal thread's name, on its user thread's stack.
     *
     * @return false if it cannot be served; the process ends then
     */
    boolean serveSignalThread(Task task, int address, boolean write) {
        if (TaskPair.isExclusive(address)) {
            return linux.pair().mapExclusive(context, task.group(), address);
        }
        return task.hasMm() && handler.handle(task, address, write) == PageFaultResult.MAPPED;
    }

    /** Lets the pages of a frame come with the reply, so that building it does not fault. */
    void offerFrame(Task task, int frame, int saFlags) {
        int last = frame + SignalFrame.bytes(saFlags) - 1;
        handler.handle(task, frame, true);
        if (last >>> 12 != frame >>> 12) {
            handler.handle(task, last, true);
        }
    }

    /** A fault that takes its time, as if its page came from a disk. */
    final class Sleep extends BlockedOperation {
        private final Task task;
        private final int address;
        private final boolean write;
        private final int instructionPointer;
        private final TaskTimer timer;

        Sleep(Task task, int address, boolean write, int instructionPointer) {
            this.task = task;
            this.address = address;
            this.write = write;
            this.instructionPointer = instructionPointer;
            timer = new TaskTimer(task);
        }

        int begin() {
            long micros = linux.configuration().faultMicros();
            linux.timers().add(timer, context.time() + micros * context.instructionsPerMicro());
            return task.block(this);
        }

        @Override
        public int resume(Task sleeper) {
            if (!timer.hasExpired()) {
                return SyscallHandler.BLOCKED;
            }
            serve(task, address, write, instructionPointer);
            return 0;
        }

        @Override
        public boolean isInterruptible() {
            return false;
        }

        @Override
        public void ended(Task sleeper) {
            linux.timers().remove(timer);
        }

        @Override
        public String waitsFor() {
            return "page " + Integer.toHexString(address >>> 12);
        }
    }
}
