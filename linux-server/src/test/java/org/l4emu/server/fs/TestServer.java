package org.l4emu.server.fs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** A server without tasks: its clock is set by hand, its signals are written down. */
final class TestServer implements ServerPort {
    long now = 1_000_000_000_000L;
    UserMemory memory;
    final ArrayList<String> signals = new ArrayList<>();

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public long uptimeNanos() {
        return now;
    }

    @Override
    public Collection<ThreadGroup> processes() {
        return List.of();
    }

    @Override
    public Task task(int threadId) {
        return null;
    }

    @Override
    public void signal(Task task, int signal) {
        signals.add("task " + signal);
    }

    @Override
    public void signalGroup(int processGroup, int signal) {
        signals.add("group " + processGroup + " " + signal);
    }

    @Override
    public void signalProcess(int pid, int signal) {
        signals.add("process " + pid + " " + signal);
    }

    @Override
    public void useSignalMask(Task task, long mask) {
        signals.add("mask " + mask);
    }

    @Override
    public void wakeAt(Task task, long uptimeNanos) {
        signals.add("wake " + uptimeNanos);
    }

    @Override
    public void cancelWake(Task task) {
        signals.add("cancel");
    }

    @Override
    public UserMemory userMemory() {
        return memory;
    }

    @Override
    public long random() {
        return 0x0807060504030201L;
    }

    @Override
    public String hostName() {
        return "l4emu";
    }

    @Override
    public String systemName() {
        return "Linux";
    }

    @Override
    public String release() {
        return "6.1.0";
    }

    @Override
    public String version() {
        return "#1";
    }

    @Override
    public int totalFrames() {
        return 100;
    }

    @Override
    public int freeFrames() {
        return 40;
    }
}
