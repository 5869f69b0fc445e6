package org.l4emu.server.signal;

import static org.l4emu.server.syscall.ArgumentKind.FD;
import static org.l4emu.server.syscall.ArgumentKind.HEX;
import static org.l4emu.server.syscall.ArgumentKind.INT;
import static org.l4emu.server.syscall.ArgumentKind.POINTER;
import static org.l4emu.server.syscall.ArgumentKind.SIGNAL;

import org.jspecify.annotations.Nullable;
import org.l4emu.server.fs.OpenFile;
import org.l4emu.server.fs.PidFile;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Processes;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.syscall.SyscallTable;

/**
 * Sending signals. Looks in Linux's order: is there a target, is there such a signal, may the
 * caller; a program that gives its own siginfo is asked first whether it pretends to be the kernel.
 */
final class SendingSyscalls {
    private final Processes processes;
    private final SignalSender sender;
    private final UserMemory user;

    SendingSyscalls(Processes processes, SignalSender sender, UserMemory user) {
        this.processes = processes;
        this.sender = sender;
        this.user = user;
    }

    /** Enters the family's rows. */
    void register(SyscallTable table) {
        table.full(37, "kill", this::kill, INT, SIGNAL);
        table.full(178, "rt_sigqueueinfo", this::sigqueueinfo, INT, SIGNAL, POINTER);
        table.full(238, "tkill", this::tkill, INT, SIGNAL);
        table.full(268, "tgkill", this::tgkill, INT, INT, SIGNAL);
        table.full(363, "rt_tgsigqueueinfo", this::tgsigqueueinfo, INT, INT, SIGNAL, POINTER);
        table.full(424, "pidfd_send_signal", this::pidfdSendSignal, FD, SIGNAL, POINTER, HEX);
    }

    // Who may

    /** 0 if {@code caller} may send the signal to {@code target}, or an errno. */
    private static int check(Task caller, Task target, SignalInfo info) {
        int signal = info.signal();
        if (signal != 0 && !Signals.isValid(signal)) {
            return -Errno.EINVAL;
        }
        if (info.isFromKernel() || caller.group() == target.group()) {
            return 0;
        }
        Credentials from = caller.credentials();
        Credentials to = target.credentials();
        boolean allowed =
                from.isSuperuser()
                        || from.euid() == to.uid()
                        || from.euid() == to.suid()
                        || from.uid() == to.uid()
                        || from.uid() == to.suid()
                        || signal == Signals.SIGCONT
                                && caller.group().session() == target.group().session();
        return allowed ? 0 : -Errno.EPERM;
    }

    /** To the process a thread belongs to; signal 0 only asks. */
    private int sendToProcess(Task caller, Task target, SignalInfo info) {
        int error = check(caller, target, info);
        if (error == 0 && info.signal() != 0 && !sender.send(info, target.group())) {
            error = -Errno.EAGAIN;
        }
        return error;
    }

    private static SignalInfo infoOf(Task caller, int signal, int code) {
        return new SignalInfo(signal, code, caller.group().pid(), caller.credentials().uid(), 0);
    }

    // kill

    private int kill(Task task) {
        int pid = task.arg(0);
        SignalInfo info = infoOf(task, task.arg(1), SignalInfo.SI_USER);
        if (pid > 0) {
            Task target = processes.task(pid);
            return target == null ? -Errno.ESRCH : sendToProcess(task, target, info);
        }
        if (pid == -1) {
            return killAll(task, info);
        }
        if (pid == Integer.MIN_VALUE) {
            return -Errno.ESRCH;
        }
        return killProcessGroup(task, pid == 0 ? task.group().processGroup() : -pid, info);
    }

    /** Succeeds if one member could be reached; otherwise says what was wrong with the last. */
    private int killProcessGroup(Task task, int processGroup, SignalInfo info) {
        int result = -Errno.ESRCH;
        for (ThreadGroup target : processes.processGroup(processGroup)) {
            int one = sendToProcess(task, target.leader(), info);
            result = result == 0 ? 0 : one;
        }
        return result;
    }

    /** Everybody but process 1 and the caller. That none of them could be reached is no error. */
    private int killAll(Task task, SignalInfo info) {
        int result = -Errno.ESRCH;
        for (ThreadGroup target : processes.all()) {
            if (target.pid() > 1 && target != task.group()) {
                int one = sendToProcess(task, target.leader(), info);
                if (one != -Errno.EPERM) {
                    result = one;
                } else if (result == -Errno.ESRCH) {
                    result = 0;
                }
            }
        }
        return result;
    }

    // Threads

    private int tkill(Task task) {
        SignalInfo info = infoOf(task, task.arg(1), SignalInfo.SI_TKILL);
        return task.arg(0) <= 0 ? -Errno.EINVAL : sendToThread(task, 0, task.arg(0), info);
    }

    private int tgkill(Task task) {
        SignalInfo info = infoOf(task, task.arg(2), SignalInfo.SI_TKILL);
        return task.arg(0) <= 0 || task.arg(1) <= 0
                ? -Errno.EINVAL
                : sendToThread(task, task.arg(0), task.arg(1), info);
    }

    /**
     * Sends to one thread.
     *
     * @param process the process it must belong to; 0 for any
     */
    private int sendToThread(Task caller, int process, int thread, SignalInfo info) {
        Task target = processes.task(thread);
        if (target == null || process != 0 && target.group().pid() != process) {
            return -Errno.ESRCH;
        }
        int error = check(caller, target, info);
        boolean sends = error == 0 && info.signal() != 0 && target.isAlive();
        return sends && !sender.send(info, target) ? -Errno.EAGAIN : error;
    }

    // With information of the caller's own

    private int sigqueueinfo(Task task) {
        int pid = task.arg(0);
        SignalInfo info = read(task, task.arg(1), task.arg(2));
        if (info == null) {
            return -Errno.E2BIG;
        }
        if (pretends(info) && pid != task.pid()) {
            return -Errno.EPERM;
        }
        Task target = processes.task(pid);
        return target == null ? -Errno.ESRCH : sendToProcess(task, target, info);
    }

    private int tgsigqueueinfo(Task task) {
        int process = task.arg(0);
        int thread = task.arg(1);
        SignalInfo info = read(task, task.arg(2), task.arg(3));
        if (info == null) {
            return -Errno.E2BIG;
        }
        if (process <= 0 || thread <= 0) {
            return -Errno.EINVAL;
        }
        if (pretends(info) && thread != task.pid()) {
            return -Errno.EPERM;
        }
        return sendToThread(task, process, thread, info);
    }

    private int pidfdSendSignal(Task task) {
        int signal = task.arg(1);
        int address = task.arg(2);
        if (task.arg(3) != 0) {
            return -Errno.EINVAL;
        }
        OpenFile file = task.files().get(task.arg(0));
        if (!(file instanceof PidFile pidFile)) {
            return -Errno.EBADF;
        }
        SignalInfo info = infoOf(task, signal, SignalInfo.SI_USER);
        if (address != 0) {
            int said = user.getInt(task, address);
            info = read(task, said, address);
            if (info == null) {
                return -Errno.E2BIG;
            }
            if (said != signal) {
                return -Errno.EINVAL;
            }
            if (pretends(info) && pidFile.pid() != task.pid()) {
                return -Errno.EPERM;
            }
        }
        ThreadGroup target = pidFile.process();
        return target == null ? -Errno.ESRCH : sendToProcess(task, target.leader(), info);
    }

    /** Codes of the kernel's and of kill's: nobody may send them in another's name. */
    private static boolean pretends(SignalInfo info) {
        return info.code() >= SignalInfo.SI_USER || info.code() == SignalInfo.SI_TKILL;
    }

    /** Null if a siginfo the kernel does not know holds more than it can keep. */
    private @Nullable SignalInfo read(Task task, int signal, int address) {
        int[] words = new int[SigInfoPayload.WORDS];
        for (int i = 0; i < words.length; i++) {
            words[i] = user.getInt(task, address + 4 * i);
        }
        if (!SigInfoLayout.isKnown(signal, words[2])) {
            boolean more = false;
            for (int i = words.length; i < SigInfoLayout.WORDS; i++) {
                more |= user.getInt(task, address + 4 * i) != 0;
            }
            if (more) {
                return null;
            }
        }
        return SigInfoLayout.read(signal, words);
    }
}
