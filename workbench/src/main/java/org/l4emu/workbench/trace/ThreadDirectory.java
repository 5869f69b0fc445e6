package org.l4emu.workbench.trace;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.schema.Event;
import org.l4emu.protocol.schema.SyscallEnter;
import org.l4emu.protocol.schema.ThreadCreated;
import org.l4emu.protocol.trace.TraceDamaged;
import org.l4emu.protocol.trace.TraceEvent;
import org.l4emu.protocol.trace.TraceReader;

/** Which thread a serial number names: its label as lanes show it, its task and its process. */
final class ThreadDirectory {
    private static final Set<Event.KindCase> TELLING =
            Set.of(Event.KindCase.THREAD_CREATED, Event.KindCase.SYSCALL_ENTER);

    private static final String SIGNAL_ROLE = "signal";

    private final Map<Integer, String> labels = new HashMap<>();
    private final Map<Integer, String> roles = new HashMap<>();
    private final Map<Integer, Integer> tasks = new HashMap<>();

    /** Signal threads by task. */
    private final Map<Integer, Integer> signalThreads = new HashMap<>();

    /** By the low half of the id, which is what a lock word holds. */
    private final Map<Integer, Integer> holders = new HashMap<>();

    /** Pids by task, for threads that make no system calls. */
    private final Map<Integer, Integer> taskPids = new HashMap<>();

    private final Map<Integer, Integer> pids = new HashMap<>();
    private final Map<Integer, String> callNames = new HashMap<>();

    /**
     * Reads a whole trace for its threads and names of calls; of several pids, the first counts.
     */
    static ThreadDirectory scan(TraceReader reader) throws IOException {
        ThreadDirectory directory = new ThreadDirectory();
        reader.seek(0);
        boolean more = true;
        while (more) {
            try {
                TraceEvent event = reader.nextOf(TELLING);
                more = event != null;
                if (event != null) {
                    directory.learn(event.event(), event.name());
                }
            } catch (TraceDamaged e) {
                // Whoever prints the trace reports it; its threads stay without a name.
                more = true;
            }
        }
        return directory;
    }

    /** To be told of each event where there is no file to scan. */
    void note(TraceEvent event) {
        if (TELLING.contains(event.event().getKindCase())) {
            learn(event.event(), event.name());
        }
    }

    private void learn(Event event, String name) {
        if (event.hasThreadCreated()) {
            ThreadCreated created = event.getThreadCreated();
            int lthread = new ThreadId(created.getId()).lthread();
            labels.put(created.getThread(), name + " " + created.getTask() + "." + lthread);
            roles.put(created.getThread(), name);
            tasks.put(created.getThread(), created.getTask());
            holders.put((int) created.getId(), created.getThread());
            if (name.equals(SIGNAL_ROLE)) {
                signalThreads.put(created.getTask(), created.getThread());
            }
        } else {
            SyscallEnter enter = event.getSyscallEnter();
            pids.putIfAbsent(enter.getThread(), enter.getPid());
            taskPids.putIfAbsent(task(enter.getThread()), enter.getPid());
            int nameEnd = enter.getText().indexOf('(');
            if (nameEnd > 0) {
                callNames.putIfAbsent(enter.getNumber(), enter.getText().substring(0, nameEnd));
            }
        }
    }

    /** The name of a system call as the trace itself tells it, or null. */
    @Nullable String callName(int number) {
        return callNames.get(number);
    }

    /** To be told of each call while a trace is read: a thread's pid may change. */
    void noteSyscall(TraceEvent event) {
        if (event.event().hasSyscallEnter()) {
            pids.put(
                    event.event().getSyscallEnter().getThread(),
                    event.event().getSyscallEnter().getPid());
        }
    }

    /** For example {@code user 6.0}: role, task, number in the task. */
    String label(int thread) {
        return thread < 0 ? "-" : labels.getOrDefault(thread, "thread " + thread);
    }

    /** For example {@code 6.0}: task and number in the task. */
    String number(int thread) {
        String label = label(thread);
        return label.substring(label.lastIndexOf(' ') + 1);
    }

    /** What a thread is, or empty if unknown. */
    String role(int thread) {
        return roles.getOrDefault(thread, "");
    }

    /** The signal thread of this thread's task; −1 if unknown. */
    int signalThreadOf(int thread) {
        return signalThreads.getOrDefault(task(thread), Lanes.NONE);
    }

    /** The thread that a lock word names; −1 if unknown. Of several, the last. */
    int holder(int lockWord) {
        return holders.getOrDefault(lockWord, Lanes.NONE);
    }

    /** −1 if unknown. */
    int task(int thread) {
        return tasks.getOrDefault(thread, -1);
    }

    /** Pid of the process whose user or signal thread this is; −1 if it is none. */
    int pid(int thread) {
        int fallback =
                role(thread).equals(SIGNAL_ROLE) ? taskPids.getOrDefault(task(thread), -1) : -1;
        return pids.getOrDefault(thread, fallback);
    }
}
