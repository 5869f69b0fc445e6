package org.l4emu.server.ptrace;

import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.mm.ForeignMemory;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.signal.SigInfoLayout;
import org.l4emu.server.signal.SigInfoPayload;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.SignalSender;
import org.l4emu.server.signal.Signals;
import org.l4emu.server.syscall.SyscallTable;

/** The ptrace system call: checks who may, then does what is asked with a stopped thread. */
public final class PtraceSyscall {
    private static final int SET_BYTES = 8;

    private final Processes processes;
    private final Tracing tracing;
    private final SignalSender sender;
    private final UserMemory user;
    private final ForeignMemory foreign;
    private final TracedRegisters registers;

    public PtraceSyscall(
            Processes processes,
            Tracing tracing,
            SignalSender sender,
            UserMemory user,
            ForeignMemory foreign) {
        this.processes = processes;
        this.tracing = tracing;
        this.sender = sender;
        this.user = user;
        this.foreign = foreign;
        registers = new TracedRegisters(user);
    }

    /** Enters the call's row. */
    public void register(SyscallTable table) {
        table.partial(
                26,
                "ptrace",
                "no floating point, no hardware breakpoints; single step and SYSEMU besides",
                this::ptrace,
                HEX,
                INT,
                POINTER,
                POINTER);
    }

    private int ptrace(Task caller) {
        int request = caller.arg(0);
        if (request == Requests.TRACEME) {
            return traceMe(caller);
        }
        Task target = processes.task(caller.arg(1));
        if (target == null) {
            return -Errno.ESRCH;
        }
        if (request == Requests.ATTACH || request == Requests.SEIZE) {
            return attach(caller, target, request == Requests.SEIZE);
        }
        Tracee tracee = target.tracee();
        if (tracee == null || tracee.tracer() != caller) {
            return -Errno.ESRCH;
        }
        switch (request) {
            case Requests.KILL -> {
                sender.send(SignalInfo.kernel(Signals.SIGKILL), target);
                return 0;
            }
            case Requests.INTERRUPT -> {
                if (!tracee.isSeized()) {
                    return -Errno.EIO;
                }
                tracing.trap(tracee);
                return 0;
            }
            default -> {
                return tracee.isStopped() && !tracee.isListening()
                        ? whileStopped(caller, tracee, request)
                        : -Errno.ESRCH;
            }
        }
    }

    // Becoming tracer and tracee

    private int traceMe(Task caller) {
        ThreadGroup parent = caller.group().parent();
        if (caller.tracee() != null || parent == null) {
            return -Errno.EPERM;
        }
        for (Task tracer : parent.threads()) {
            if (tracer.isAlive()) {
                tracing.links().attach(tracer, caller, /* seize= */ false, 0);
                return 0;
            }
        }
        return -Errno.EPERM;
    }

    private int attach(Task caller, Task target, boolean seize) {
        int options = seize ? caller.arg(3) : 0;
        if (seize && (caller.arg(2) != 0 || (options & ~Requests.OPTIONS) != 0)) {
            return -Errno.EIO;
        }
        if (target.isKernelThread()
                || target.group() == caller.group()
                || !mayTrace(caller.credentials(), target.credentials())
                || !target.isAlive()
                || target.group().isExiting()
                || target.tracee() != null) {
            return -Errno.EPERM;
        }
        Tracee tracee = tracing.links().attach(caller, target, seize, options);
        boolean stopped = target.state() == Task.State.STOPPED;
        if (!seize) {
            sender.send(SignalInfo.kernel(Signals.SIGSTOP), target);
        }
        if (stopped) {
            tracing.trap(tracee);
        }
        return 0;
    }

    /** The superuser, or somebody whose ids are all those of the target. */
    private static boolean mayTrace(Credentials from, Credentials to) {
        return from.isSuperuser()
                || from.uid() == to.uid()
                        && from.uid() == to.euid()
                        && from.uid() == to.suid()
                        && from.gid() == to.gid()
                        && from.gid() == to.egid()
                        && from.gid() == to.sgid();
    }

    // With a stopped thread

    private int whileStopped(Task caller, Tracee tracee, int request) {
        Task target = tracee.task();
        int address = caller.arg(2);
        int data = caller.arg(3);
        return switch (request) {
            case Requests.PEEKTEXT, Requests.PEEKDATA -> peek(caller, target, address, data);
            case Requests.POKETEXT, Requests.POKEDATA ->
                    foreign.poke(target, address, data) ? 0 : -Errno.EIO;
            case Requests.PEEKUSR -> registers.peek(caller, target, address, data);
            case Requests.POKEUSR -> registers.poke(target, address, data);
            case Requests.GETREGS -> registers.get(caller, target, data, TracedRegisters.BYTES);
            case Requests.SETREGS -> registers.set(caller, target, data, TracedRegisters.BYTES);
            case Requests.GETREGSET -> registers.regset(caller, target, address, data, false);
            case Requests.SETREGSET -> registers.regset(caller, target, address, data, true);
            case Requests.GET_THREAD_AREA -> store(caller, data, target.registers().tls());
            case Requests.SET_SYSCALL -> {
                tracee.setSyscall(data);
                yield 0;
            }
            case Requests.SETOPTIONS, Requests.OLDSETOPTIONS -> setOptions(tracee, data);
            case Requests.GETEVENTMSG -> store(caller, data, tracee.message());
            case Requests.GETSIGINFO -> getInfo(caller, tracee, data);
            case Requests.SETSIGINFO -> setInfo(caller, tracee, data);
            case Requests.GETSIGMASK, Requests.SETSIGMASK ->
                    mask(caller, target, address, data, request == Requests.SETSIGMASK);
            case Requests.LISTEN -> listen(tracee);
            default -> goOn(tracee, request, data);
        };
    }

    private int peek(Task caller, Task target, int address, int result) {
        Integer word = foreign.peek(target, address);
        return word == null ? -Errno.EIO : store(caller, result, word);
    }

    private int store(Task caller, int address, int value) {
        user.setInt(caller, address, value);
        return 0;
    }

    private static int setOptions(Tracee tracee, int options) {
        if ((options & ~Requests.OPTIONS) != 0) {
            return -Errno.EINVAL;
        }
        tracee.setOptions(options);
        return 0;
    }

    private static int listen(Tracee tracee) {
        if (!tracee.isSeized() || tracee.code() >> 8 != Requests.EVENT_STOP) {
            return -Errno.EIO;
        }
        tracee.listen();
        return 0;
    }

    // Signal information and mask

    private int getInfo(Task caller, Tracee tracee, int address) {
        SignalInfo info = tracee.info();
        if (info == null) {
            return -Errno.EINVAL;
        }
        user.copyOut(caller, address, SigInfoLayout.bytes(info));
        return 0;
    }

    private int setInfo(Task caller, Tracee tracee, int address) {
        int[] words = new int[SigInfoPayload.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = user.getInt(caller, address + 4 * i);
        }
        if (tracee.info() == null) {
            return -Errno.EINVAL;
        }
        tracee.setInfo(SigInfoLayout.read(words[0], words));
        return 0;
    }

    private int mask(Task caller, Task target, int bytes, int address, boolean set) {
        if (bytes != SET_BYTES) {
            return -Errno.EINVAL;
        }
        if (set) {
            target.signals().setBlocked(user.getLong(caller, address));
        } else {
            user.setLong(caller, address, target.signals().blocked());
        }
        return 0;
    }

    // Going on

    private int goOn(Tracee tracee, int request, int signal) {
        if (request == Requests.DETACH) {
            if (!isValid(signal)) {
                return -Errno.EIO;
            }
            tracing.links().detach(tracee, signal);
            return 0;
        }
        Tracee.@Nullable Mode mode = modeOf(request);
        if (mode == null || !isValid(signal)) {
            return -Errno.EIO;
        }
        tracing.resume(tracee, mode, signal);
        return 0;
    }

    private static boolean isValid(int signal) {
        return signal == 0 || Signals.isValid(signal);
    }

    private static Tracee.@Nullable Mode modeOf(int request) {
        return switch (request) {
            case Requests.CONT -> Tracee.Mode.CONT;
            case Requests.SYSCALL -> Tracee.Mode.SYSCALL;
            case Requests.SINGLESTEP -> Tracee.Mode.STEP;
            case Requests.SYSEMU -> Tracee.Mode.SYSEMU;
            case Requests.SYSEMU_SINGLESTEP -> Tracee.Mode.SYSEMU_STEP;
            default -> null;
        };
    }
}
