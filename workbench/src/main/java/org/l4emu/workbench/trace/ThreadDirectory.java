package org.l4emu.workbench.trace;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.ExclusivePage;
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

    private final Map<Integer, ThreadId> ids = new HashMap<>();
    private final Map<ThreadId, Integer> serials = new HashMap<>();

    /** By the low half of the id, which is what a lock word holds. */
    private final Map<Integer, Integer> holders = new HashMap<>();

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

    /** Learns from events in memory. */
    static ThreadDirectory of(Iterable<TraceEvent> events) {
        ThreadDirectory directory = new ThreadDirectory();
        for (TraceEvent event : events) {
            if (TELLING.contains(event.event().getKindCase())) {
                directory.learn(event.event(), event.name());
            }
        }
        return directory;
    }

    private void learn(Event event, String name) {
        if (event.hasThreadCreated()) {
            ThreadCreated created = event.getThreadCreated();
            ThreadId id = new ThreadId(created.getId());
            int lthread = id.lthread();
            ids.put(created.getThread(), id);
            serials.put(id, created.getThread());
            labels.put(created.getThread(), name + " " + created.getTask() + "." + lthread);
            roles.put(created.getThread(), name);
            tasks.put(created.getThread(), created.getTask());
            holders.put((int) created.getId(), created.getThread());
        } else {
            SyscallEnter enter = event.getSyscallEnter();
            pids.putIfAbsent(enter.getThread(), enter.getPid());
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

    /** The signal thread behind this user thread; −1 if unknown. */
    int signalThreadOf(int thread) {
        return sibling(thread, ExclusivePage::signalThreadOf);
    }

    private int sibling(int thread, IntUnaryOperator lthread) {
        ThreadId id = ids.get(thread);
        return id == null
                ? Lanes.NONE
                : serials.getOrDefault(id.sibling(lthread.applyAsInt(id.lthread())), Lanes.NONE);
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
        int maker =
                role(thread).equals(SIGNAL_ROLE)
                        ? sibling(thread, ExclusivePage::userThreadOf)
                        : thread;
        return pids.getOrDefault(maker, -1);
    }
}
