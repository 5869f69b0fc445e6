package org.l4emu.server;

import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.fs.ServerPort;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.TaskTimer;
import org.l4emu.server.signal.SignalInfo;

/** What the file system sees of the server. */
final class LinuxPort implements ServerPort {
    private final Linux linux;
    private final TreeMap<Integer, TaskTimer> wakes = new TreeMap<>();

    LinuxPort(Linux linux) {
        this.linux = linux;
    }

    @Override
    public long nanos() {
        return linux.clock().wallNanos();
    }

    @Override
    public long uptimeNanos() {
        return linux.clock().uptimeNanos();
    }

    @Override
    public Collection<ThreadGroup> processes() {
        return linux.processes().all();
    }

    @Override
    public @Nullable Task task(int threadId) {
        return linux.processes().task(threadId);
    }

    @Override
    public void signal(Task task, int signal) {
        int uid = task.credentials().uid();
        SignalInfo info = new SignalInfo(signal, SignalInfo.SI_USER, task.group().pid(), uid, 0);
        linux.signals().send(info, task);
    }

    @Override
    public @Nullable Task current() {
        return linux.current();
    }

    @Override
    public void signalGroup(int processGroup, int signal) {
        linux.signals().sendToProcessGroup(SignalInfo.kernel(signal), processGroup);
    }

    @Override
    public void signalTaken(Task task, SignalInfo info) {
        linux.signals().reportTaken(task, info);
    }

    @Override
    public int queuedSignals(int uid) {
        return linux.signals().queued(uid);
    }

    @Override
    public void signalProcess(int pid, int signal) {
        ThreadGroup group = linux.processes().group(pid);
        if (group != null) {
            linux.signals().send(SignalInfo.kernel(signal), group);
        }
    }

    @Override
    public boolean isOrphaned(int processGroup) {
        return linux.signals().jobs().isOrphaned(processGroup);
    }

    @Override
    public int sessionOfGroup(int processGroup) {
        for (ThreadGroup member : linux.processes().processGroup(processGroup)) {
            return member.session();
        }
        ThreadGroup named = linux.processes().group(processGroup);
        return named == null ? NO_SESSION : named.session();
    }

    @Override
    public void useSignalMask(Task task, long mask) {
        task.signals().blockForCall(mask);
    }

    @Override
    public void wakeAt(Task task, long uptimeNanos) {
        cancelWake(task);
        TaskTimer timer = new TaskTimer(task);
        wakes.put(task.pid(), timer);
        linux.timers().add(timer, linux.clock().ticksOf(uptimeNanos));
    }

    @Override
    public void cancelWake(Task task) {
        TaskTimer timer = wakes.remove(task.pid());
        if (timer != null) {
            linux.timers().remove(timer);
        }
    }

    @Override
    public UserMemory userMemory() {
        return linux.user();
    }

    @Override
    public long random() {
        return linux.random().next();
    }

    @Override
    public String hostName() {
        return linux.names().hostName();
    }

    @Override
    public String systemName() {
        return SystemNames.SYSTEM;
    }

    @Override
    public String release() {
        return SystemNames.RELEASE;
    }

    @Override
    public String version() {
        return SystemNames.VERSION;
    }

    @Override
    public int totalFrames() {
        return linux.frames().totalCount();
    }

    @Override
    public int freeFrames() {
        return linux.frames().totalCount() - linux.frames().allocatedCount();
    }

    @Override
    public long processorNanos(ThreadGroup group) {
        return linux.clock().nanosOf(group.userTicks() + group.systemTicks());
    }

    @Override
    public long startNanos(ThreadGroup group) {
        return linux.clock().nanosOf(group.startedAt());
    }
}
