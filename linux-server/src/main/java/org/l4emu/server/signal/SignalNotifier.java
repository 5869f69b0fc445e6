package org.l4emu.server.signal;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.Action;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.emulib.SignalProtocol.NotificationKind;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.thread.Notification;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.SignalStep;
import org.l4emu.server.process.Task;

/**
 * What the server owes to other threads: word for signal threads that their user thread has a
 * signal, and for another server thread that a task of its can go on. Each is a message of its own,
 * sent in a step of its own before the server does anything else.
 */
public final class SignalNotifier {
    /** w0 of the message to a signal thread. */
    public static final int SIGNAL_PENDING = 0x21;

    /** w0 of the message to another server thread. */
    public static final int TASK_RUNNABLE = 0x23;

    private record Debt(ThreadId thread, int label, @Nullable Task task, int signal) {}

    private final SignalProtocol protocol;
    private final ArrayDeque<Debt> debts = new ArrayDeque<>();

    public SignalNotifier(SignalProtocol protocol) {
        this.protocol = protocol;
    }

    /**
     * A task that is not under kernel control has a signal. A thread that has not come to the
     * server yet may have no signal thread: it is told in its exclusive page, which it reads, with
     * emu_local_lock held, after it has started one.
     */
    public void owe(Task task, int signal) {
        if (task.isKernelThread()) {
            return;
        }
        if (!task.tss().hasEntered()) {
            int action = task.registers().word(ExclusivePage.ACTION);
            task.registers().setWord(ExclusivePage.ACTION, action | Action.CALL_FIRST);
        }
        int lthread = ExclusivePage.signalThreadOf(task.userThread().lthread());
        ThreadId signalThread = task.userThread().sibling(lthread);
        debts.addLast(new Debt(signalThread, SIGNAL_PENDING, task, signal));
    }

    /** A server thread has something to select. */
    public void owe(ThreadId server) {
        debts.addLast(new Debt(server, TASK_RUNNABLE, null, 0));
    }

    public boolean owes() {
        return !debts.isEmpty();
    }

    /** Whom the next message goes to. */
    public ThreadId creditor() {
        Debt debt = debts.peekFirst();
        return debt == null ? ThreadId.NIL : debt.thread();
    }

    /** Sends the first message; with blocking notifications the caller's thread waits for it. */
    public void pay(ThreadContext context) {
        Debt debt = debts.removeFirst();
        Task task = debt.task();
        if (task == null) {
            context.sendNotification(debt.thread(), debt.label(), true);
            return;
        }
        if (protocol.notification() == NotificationKind.BLOCKING) {
            report(context, task, debt, Notification.RECEIVED);
            context.setMessage(debt.label(), 0, 0);
            context.send(debt.thread(), Timeouts.NEVER);
            return;
        }
        boolean latch = protocol.notification() == NotificationKind.LATCHED;
        report(context, task, debt, context.sendNotification(debt.thread(), debt.label(), latch));
    }

    private static void report(
            ThreadContext context, Task task, Debt debt, Notification notification) {
        context.events()
                .signal(
                        context.time(),
                        SignalStep.NOTIFIED,
                        context.serial(),
                        task.userSerial(),
                        debt.signal(),
                        notification.ordinal());
    }

    public void digest(StateDigest digest) {
        digest.put(debts.size());
        for (Debt debt : debts) {
            digest.put(debt.thread().value());
            digest.put((long) debt.label() << 32 | debt.signal());
        }
    }
}
