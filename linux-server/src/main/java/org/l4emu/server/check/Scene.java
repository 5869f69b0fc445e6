package org.l4emu.server.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.DeliverRecord;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.UserStart;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.memory.Frame;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.L4Thread.State;
import org.l4emu.microkernel.thread.StepIntent;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.Linux;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.TaskPair;
import org.l4emu.server.process.UserThread;

/**
 * The machine as the monitor sees it: threads by serial, where each stands, what may still happen.
 * It only looks.
 */
final class Scene {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final Kernel kernel;
    private final Linux linux;
    private final ArrayList<@Nullable Watch> bySerial = new ArrayList<>();
    private final ArrayList<Watch> live = new ArrayList<>();
    private final ArrayList<Watch> servers = new ArrayList<>();
    private final StepIntent intent = new StepIntent();

    Scene(Kernel kernel, Linux linux) {
        this.kernel = kernel;
        this.linux = linux;
    }

    Linux linux() {
        return linux;
    }

    // Threads

    void add(Watch watch) {
        while (bySerial.size() <= watch.serial) {
            bySerial.add(null);
        }
        bySerial.set(watch.serial, watch);
        live.add(watch);
        if (watch.role == Watch.Role.SERVER) {
            servers.add(watch);
        }
    }

    void remove(int serial) {
        Watch gone = watch(serial);
        if (gone != null) {
            bySerial.set(serial, null);
            live.remove(gone);
        }
    }

    @Nullable Watch watch(int serial) {
        return serial >= 0 && serial < bySerial.size() ? bySerial.get(serial) : null;
    }

    /** Threads that live, in the order of their creation. */
    List<Watch> live() {
        return live;
    }

    @Nullable L4Thread thread(Watch watch) {
        L4Thread known = watch.thread;
        if (known == null) {
            known = kernel.threadOf(watch.id);
            watch.thread = known;
        }
        return known;
    }

    @Nullable Watch watchOf(@Nullable L4Thread thread) {
        return thread == null ? null : watch(thread.serial());
    }

    @Nullable Watch watchOf(ThreadId id) {
        return watchOf(kernel.threadOf(id));
    }

    /** The signal thread of a user thread, or the user thread of a signal thread. */
    @Nullable Watch partner(Watch watch) {
        int lthread = watch.id.lthread();
        int other =
                watch.role == Watch.Role.SIGNAL
                        ? ExclusivePage.userThreadOf(lthread)
                        : ExclusivePage.signalThreadOf(lthread);
        return watchOf(watch.id.sibling(other));
    }

    /** The Linux task of a user thread or of the user thread of a signal thread. */
    @Nullable Task task(Watch watch) {
        ThreadId user = watch.id;
        if (watch.role == Watch.Role.SIGNAL) {
            user = user.sibling(ExclusivePage.userThreadOf(user.lthread()));
        }
        return linux.processes().byUserThread(user);
    }

    // Where they stand

    /** Name of the next step of a thread's program; empty in machine code. */
    String step(L4Thread thread) {
        ThreadProgram program = thread.program();
        if (program == null) {
            return "";
        }
        program.describeNextStep(thread.context(), intent);
        return intent.name();
    }

    /** Where a thread stands, for a report. */
    String place(@Nullable L4Thread thread) {
        if (thread == null) {
            return "nowhere";
        }
        ThreadProgram program = thread.program();
        String where =
                program == null
                        ? String.format("user code at %08x", thread.registers().r[15])
                        : program.nextStep();
        String fault = thread.ipc.faulting ? " for page " + hex(thread.ipc.faultWord & ~0xfff) : "";
        return thread + " " + thread.state() + fault + " next " + where;
    }

    static String hex(int value) {
        return String.format("%08x", value);
    }

    /** True if a thread waits for a message of anybody, and none is there. */
    static boolean waitsIdle(@Nullable L4Thread thread) {
        return thread != null
                && thread.state() == State.RECEIVING
                && thread.ipc.from.equals(ThreadId.ANY)
                && !thread.ipc.faulting
                && thread.ipc.latched.equals(ThreadId.NIL)
                && thread.sendQueueHead == null;
    }

    /** True if no server thread will do anything before it gets a message. */
    boolean serversIdle() {
        if (linux.notifier().owes()) {
            return false;
        }
        for (int i = 0; i < servers.size(); i++) {
            if (!waitsIdle(thread(servers.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** A server thread that cannot go on before its message is taken. */
    @Nullable Watch blockedServer() {
        for (int i = 0; i < servers.size(); i++) {
            L4Thread server = thread(servers.get(i));
            if (server != null && server.state() == State.SENDING) {
                return servers.get(i);
            }
        }
        return null;
    }

    /** True if a user thread that is not under kernel control is on its way into the server. */
    boolean isEntering(L4Thread user, Task task) {
        if (user.state() == State.SENDING) {
            return true;
        }
        if (user.ipc.faulting) {
            return !serversIdle();
        }
        ThreadProgram program = user.program();
        if (program == null || !EmulibImages.isEmulib(program)) {
            return false;
        }
        int action = task.registers().word(ExclusivePage.ACTION);
        if (!task.tss().hasEntered() && user.state() == State.RECEIVING) {
            // Still the call of the thread that ended there; the new one will read its action
            return (action & Action.CALL_FIRST) != 0;
        }
        boolean called = user.state() == State.RECEIVING && !user.ipc.from.equals(ThreadId.NIL);
        if (called) {
            return !serversIdle();
        }
        return switch (step(user)) {
            case "emulib.lock",
                    "emulib.clearSigsHandled",
                    "emulib.saveState",
                    "emulib.call",
                    "emulib.forced",
                    "emulib.forcedSp" ->
                    true;
            case "emulib.readAction" ->
                    (action & Action.CALL_FIRST) != 0 || asksForMore(task, action);
            case "emulib.startThread", "emulib.readDeliver", "emulib.enterHandler" ->
                    asksForMore(task, action);
            default ->
                    program instanceof UserStart
                            ? (action & Action.CALL_FIRST) != 0
                            : intent.name().startsWith("emulib.buildFrame")
                                    && asksForMore(task, action);
        };
    }

    private static boolean asksForMore(Task task, int action) {
        return (action & Action.DELIVER) != 0
                && task.registers().word(DeliverRecord.offsetOf(DeliverRecord.MORE)) != 0;
    }

    /**
     * True if nobody has anything left to do about signals of a task that is in user mode: a signal
     * that is pending then stays so.
     */
    boolean isQuiet(Task task) {
        if (task.tss().underKernelControl() || linux.notifier().owes()) {
            return false;
        }
        Watch watch = watchOf(task.userThread());
        if (watch == null) {
            return false;
        }
        L4Thread user = thread(watch);
        Watch signals = partner(watch);
        if (user == null || signals != null && !waitsIdle(thread(signals))) {
            return false;
        }
        return user.state() != State.DEAD && !isEntering(user, task);
    }

    /** The frame a task has at a page, exclusive pages included; −1 if none. */
    static int frameOf(Task task, int page) {
        int address = page << Flexpage.PAGE_SIZE_LOG2;
        if (TaskPair.isExclusive(address)) {
            int lthread = address - ExclusivePage.BASE >> Flexpage.PAGE_SIZE_LOG2;
            UserThread thread = task.group().userThread(lthread);
            return thread == null ? -1 : thread.frame();
        }
        return task.hasMm() ? task.mm().frameOf(page) : -1;
    }

    // User state

    /** Copies r0-r15 and CPSR of the processor's registers. */
    static void copyRegisters(L4Thread user, int[] to) {
        System.arraycopy(user.registers().r, 0, to, 0, PtRegs.CPSR);
        to[PtRegs.CPSR] = user.registers().cpsr();
    }

    /** Copies r0-r15 and CPSR of an exclusive page. */
    static void copyPage(Task task, int[] to) {
        for (int i = 0; i < Watch.STATE_WORDS; i++) {
            to[i] = task.registers().get(i);
        }
    }

    /** Reads a word of a task's memory as it is mapped now; {@code otherwise} where it is not. */
    int readWord(L4Thread thread, int address, int otherwise) {
        Frame frame = thread.task().space().frame(address);
        return frame == null
                ? otherwise
                : (int) INTS.get(frame.bytes(), address & Flexpage.PAGE_SIZE - 4);
    }
}
