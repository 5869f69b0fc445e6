package org.l4emu.microkernel;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.ArmState;
import org.l4emu.microkernel.cpu.Interpreter;
import org.l4emu.microkernel.cpu.Stop;
import org.l4emu.microkernel.environment.Environment;
import org.l4emu.microkernel.irq.InterruptController;
import org.l4emu.microkernel.irq.TimeoutQueue;
import org.l4emu.microkernel.schedule.SchedulingPoint;
import org.l4emu.microkernel.thread.ExceptionHandler;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.PageFaultTrap;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.protocol.event.EventSink;
import org.l4emu.protocol.event.InputKind;

/**
 * The run loop: lets due events happen, asks the environment which thread goes on, and runs it up
 * to the next scheduling point. Used by one JVM thread at a time.
 */
public final class Machine {
    /** Why {@link #run} came back. */
    public enum Outcome {
        /** Somebody halted the machine. */
        HALTED,
        /** The time asked for is reached. */
        TIME_REACHED,
        /** No thread can run and nothing will ever come to change that. */
        STUCK
    }

    private static final int VECTOR_UNDEFINED = 0x04;
    private static final int VECTOR_SVC = 0x08;
    private static final int VECTOR_PREFETCH = 0x0c;
    private static final int VECTOR_DATA = 0x10;

    private final Kernel kernel;
    private final Environment environment;
    private final Interpreter interpreter;
    private final SchedulingPoint point;
    private final byte[] input = new byte[4096];
    private final boolean everyStep;
    private long nextDigest;

    public Machine(MachineConfiguration configuration, Environment environment, EventSink sink) {
        kernel = new Kernel(configuration, environment, sink);
        this.environment = environment;
        interpreter = new Interpreter();
        everyStep = sink.wantsEveryStep();
        point = new SchedulingPoint(kernel.runQueue());
        long interval = configuration.digestInterval();
        nextDigest = interval == 0 ? Long.MAX_VALUE : interval;
    }

    public Kernel kernel() {
        return kernel;
    }

    /** Status given to {@link Kernel#halt}. */
    public int haltStatus() {
        return kernel.haltStatus();
    }

    /** Digest of all machine state the microkernel knows. */
    public long digest() {
        StateDigest digest = new StateDigest();
        kernel.digest(digest);
        return digest.value();
    }

    /** Runs until the machine halts, gets stuck, or virtual time reaches {@code until}. */
    public Outcome run(long until) {
        while (!kernel.isHalted()) {
            if (kernel.time() >= until) {
                return Outcome.TIME_REACHED;
            }
            dueEvents();
            L4Thread thread = choose();
            if (thread != null) {
                runThread(thread, Math.min(until, nextEventTime()));
            } else if (!idle()) {
                return Outcome.STUCK;
            }
        }
        return Outcome.HALTED;
    }

    private long nextEventTime() {
        long next = Math.min(nextTimeout(), nextDigest);
        return Math.min(next, environment.nextInputTime(kernel.time()));
    }

    private void dueEvents() {
        long now = kernel.time();
        TimeoutQueue timeouts = kernel.timeouts();
        while (timeouts.nextTime() <= now) {
            L4Thread thread = timeouts.first();
            timeouts.remove(thread);
            kernel.ipc().timeOut(thread);
        }
        if (kernel.timerAt() <= now) {
            kernel.fireTimer();
        }
        if (environment.nextInputTime(now) <= now) {
            pollInput();
        }
        if (nextDigest <= now) {
            nextDigest = now + kernel.configuration().digestInterval();
            kernel.sink().digest(now, digest());
        }
    }

    private void pollInput() {
        int length = environment.readInput(kernel.time(), input);
        if (length >= 0) {
            kernel.sink().input(kernel.time(), InputKind.CONSOLE, input, 0, length);
            kernel.console().receive(input, length);
            kernel.inputArrived();
            kernel.ipc().interrupt(InterruptController.CONSOLE_LINE);
        }
    }

    private @Nullable L4Thread choose() {
        if (kernel.runQueue().size() == 0) {
            kernel.setCurrent(null);
            return null;
        }
        L4Thread before = kernel.current();
        long now = kernel.time();
        if (before != null && before.isReady() && now >= before.sliceEnd()) {
            kernel.runQueue().rotate(before);
        }
        L4Thread chosen = followsAtOnce(kernel.handOff());
        if (chosen == null) {
            point.set(now, before, kernel.handOff(), nextTimeout());
            chosen = environment.choose(point);
            if (chosen == null) {
                return nobody(before, now);
            }
            if (!chosen.isReady()) {
                throw InvariantViolation.of("K3_CHOICE", "chosen %s is not ready", chosen);
            }
        }
        kernel.switchDone();
        if (chosen != before) {
            if (before != null && before.isReady()) {
                before.keepSlice(now);
            }
            kernel.sink().schedule(now, chosen.serial());
            kernel.setCurrent(chosen);
            chosen.resumeSlice(now);
            chosen.registers().clearExclusive();
        }
        if (now >= chosen.sliceEnd()) {
            chosen.setSliceEnd(now + kernel.configuration().sliceInstructions());
        }
        return chosen;
    }

    private long nextTimeout() {
        return Math.min(kernel.timeouts().nextTime(), kernel.timerAt());
    }

    /** The choice was to let time pass. */
    private @Nullable L4Thread nobody(@Nullable L4Thread before, long now) {
        InvariantViolation.require(point.canWait(), "K3_CHOICE", "nobody chosen, nothing to come");
        if (before != null && before.isReady()) {
            before.keepSlice(now);
        }
        kernel.switchDone();
        kernel.sink().schedule(now, EventSink.NOBODY);
        kernel.setCurrent(null);
        return null;
    }

    /** The receiver of a message, if its program lets nobody in before its next step. */
    private static @Nullable L4Thread followsAtOnce(@Nullable L4Thread receiver) {
        if (receiver == null || !receiver.isReady()) {
            return null;
        }
        ThreadProgram program = receiver.program();
        return program != null && program.followsAtOnce() ? receiver : null;
    }

    private void runThread(L4Thread thread, long eventTime) {
        long limit = Math.min(eventTime, thread.sliceEnd());
        limit = Math.min(limit, environment.nextChoiceTime(kernel.time()));
        ThreadContext context = thread.context();
        kernel.setRunLimit(everyStep ? 0 : limit);
        do {
            ThreadProgram program = thread.program();
            if (program == null) {
                runMachineCode(thread, limit);
            } else {
                if (everyStep) {
                    kernel.sink().step(kernel.time(), thread.serial(), program.nextStep());
                }
                kernel.advance(1);
                try {
                    program.step(context);
                } catch (PageFaultTrap trap) {
                    programFault(thread, program, context);
                }
            }
        } while (!kernel.switchWanted() && thread.isReady() && kernel.time() < limit);
    }

    private void programFault(L4Thread thread, ThreadProgram program, ThreadContext context) {
        int address = context.faultAddress();
        if (!thread.task().space().hasRight(address, context.faultIsWrite())) {
            kernel.ipc()
                    .pageFault(
                            thread, address, context.faultIsWrite(), program.instructionPointer());
        }
    }

    private void runMachineCode(L4Thread thread, long limit) {
        ArmState registers = thread.registers();
        long budget = limit - kernel.time();
        if (thread.isSingleStep()) {
            budget = Math.min(budget, 1);
        }
        int stop = interpreter.run(registers, thread.task().space(), budget);
        kernel.advance(interpreter.retired());
        if (stop == Stop.BUDGET) {
            if (thread.isSingleStep() && interpreter.retired() > 0) {
                mirror(thread, VECTOR_PREFETCH, registers.r[15], ExceptionHandler.SINGLE_STEP);
            }
            return;
        }
        if (stop != Stop.SVC) {
            kernel.advance(1);
        }
        takeException(thread, stop);
    }

    /** The kernel's side of the vector page. */
    private void takeException(L4Thread thread, int stop) {
        int vector = vectorOf(stop);
        int pc = interpreter.faultPc();
        boolean abort = stop == Stop.PREFETCH_ABORT || stop == Stop.DATA_ABORT;
        int address = interpreter.faultAddress();
        int info = abort || stop == Stop.ALIGNMENT ? address : interpreter.instruction();
        ArmState registers = thread.registers();
        if (stop == Stop.SVC) {
            registers.returnFromException();
        } else {
            registers.returnFromException(registers.exceptionAddress());
        }
        if (abort) {
            boolean write = stop == Stop.DATA_ABORT && interpreter.faultIsWrite();
            if (thread.task().space().hasRight(address, write)) {
                return;
            }
            kernel.sink().exception(kernel.time(), thread.serial(), vector, pc, info);
            kernel.ipc().pageFault(thread, address, write, pc);
            return;
        }
        mirror(thread, vector, pc, info);
    }

    private void mirror(L4Thread thread, int vector, int pc, int info) {
        kernel.sink().exception(kernel.time(), thread.serial(), vector, pc, info);
        ExceptionHandler handler = thread.exceptionHandler();
        if (handler == null) {
            kernel.stop(thread, "exception without a handler");
            return;
        }
        handler.enter(vector, info);
        thread.runProgram(handler);
    }

    private static int vectorOf(int stop) {
        return switch (stop) {
            case Stop.SVC -> VECTOR_SVC;
            case Stop.UNDEFINED -> VECTOR_UNDEFINED;
            case Stop.PREFETCH_ABORT, Stop.BKPT -> VECTOR_PREFETCH;
            case Stop.DATA_ABORT, Stop.ALIGNMENT -> VECTOR_DATA;
            default -> throw InvariantViolation.of("K_STOP", "unknown stop code %d", stop);
        };
    }

    /** Nothing can run: virtual time jumps to the next event, or waits outside for input. */
    private boolean idle() {
        long now = kernel.time();
        long deadline = nextTimeout();
        long next = environment.idle(now, deadline, kernel.inputWanted());
        if (next == Environment.NEVER) {
            return false;
        }
        if (next > now) {
            kernel.jumpTo(next);
        }
        if (environment.nextInputTime(kernel.time()) <= kernel.time()) {
            pollInput();
        }
        return true;
    }
}
