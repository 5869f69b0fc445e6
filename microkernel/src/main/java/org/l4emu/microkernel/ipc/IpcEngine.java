package org.l4emu.microkernel.ipc;

import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.irq.InterruptController;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.ExRegsResult;
import org.l4emu.microkernel.thread.IpcState;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.L4Thread.State;
import org.l4emu.microkernel.thread.Notification;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.protocol.event.IpcKind;

/**
 * Synchronous, unbuffered rendezvous: an optional send phase, then an optional receive phase, with
 * no time between them. Senders queue first in, first out at a partner that is not ready for them.
 */
public final class IpcEngine {
    private final Kernel kernel;
    private final long ticksPerMicro;

    public IpcEngine(Kernel kernel, long ticksPerMicro) {
        this.kernel = kernel;
        this.ticksPerMicro = ticksPerMicro;
    }

    /**
     * One IPC operation of {@code thread}, whose message registers hold what is sent. When it ends,
     * the thread is ready again with {@code result}, {@code sender} and registers set.
     *
     * @param destination nil for no send phase
     * @param from nil for no receive phase, {@link ThreadId#ANY} for an open one
     */
    public void operate(
            L4Thread thread, ThreadId destination, ThreadId from, int timeouts, IpcKind kind) {
        IpcState ipc = thread.ipc;
        ipc.from = from;
        ipc.timeouts = timeouts;
        ipc.kind = kind;
        ipc.result = IpcResult.OK;
        if (destination.equals(ThreadId.NIL)) {
            receivePhase(thread);
            return;
        }
        L4Thread target = kernel.threadOf(destination);
        if (target == null || target == thread) {
            finish(thread, IpcResult.NOT_EXISTENT);
        } else {
            sendPhase(thread, target);
        }
    }

    /** Receive from nil: nothing comes, the receive timeout ends it. */
    public void sleep(L4Thread thread, int timeouts) {
        thread.ipc.from = ThreadId.NIL;
        thread.ipc.timeouts = timeouts;
        long micros = Timeouts.receiveMicrosOf(timeouts);
        if (micros == 0) {
            finish(thread, IpcResult.RECEIVE_TIMEOUT);
        } else {
            kernel.block(thread, State.RECEIVING);
            startTimeout(thread, micros);
        }
    }

    /** Sends the page fault the thread has just hit to its pager, in its name. */
    public void pageFault(L4Thread thread, int address, boolean write, int instructionPointer) {
        L4Thread pager = kernel.threadOf(thread.pager());
        if (pager == null || pager == thread) {
            kernel.stop(thread, "page fault without a pager");
            return;
        }
        IpcState ipc = thread.ipc;
        ipc.faulting = true;
        ipc.faultWord = address & ~3 | (write ? 2 : 0);
        ipc.faultByte = address & 3;
        ipc.faultIp = instructionPointer;
        ipc.from = thread.pager();
        ipc.timeouts = Timeouts.NEVER;
        ipc.kind = IpcKind.PAGE_FAULT;
        sendPhase(thread, pager);
    }

    private void sendPhase(L4Thread sender, L4Thread target) {
        if (accepts(target, sender.id())) {
            transfer(sender, target);
            afterSend(sender);
        } else if (Timeouts.sendMicrosOf(sender.ipc.timeouts) == 0) {
            finish(sender, IpcResult.SEND_TIMEOUT);
        } else {
            kernel.block(sender, State.SENDING);
            enqueue(target, sender);
            startTimeout(sender, Timeouts.sendMicrosOf(sender.ipc.timeouts));
        }
    }

    private static boolean accepts(L4Thread target, ThreadId sender) {
        if (target.state() != State.RECEIVING) {
            return false;
        }
        ThreadId from = target.ipc.from;
        return from.equals(ThreadId.ANY) || from.equals(sender);
    }

    /** The send phase is over: begin the receive phase, or end the operation. */
    private void afterSend(L4Thread sender) {
        if (sender.ipc.from.equals(ThreadId.NIL)) {
            finish(sender, IpcResult.OK);
        } else {
            receivePhase(sender);
        }
    }

    private void receivePhase(L4Thread thread) {
        IpcState ipc = thread.ipc;
        ThreadId from = ipc.from;
        if (from.isInterrupt()) {
            receiveInterrupt(thread, from.interruptLine());
            return;
        }
        if (from.equals(ThreadId.ANY) && takeLatched(thread) || takeLatchedNotification(thread)) {
            return;
        }
        L4Thread sender = firstSender(thread, from);
        if (sender != null) {
            dequeue(thread, sender);
            kernel.timeouts().remove(sender);
            transfer(sender, thread);
            afterSend(sender);
            return;
        }
        if (!from.equals(ThreadId.ANY)
                && !from.equals(ThreadId.NIL)
                && kernel.threadOf(from) == null) {
            finish(thread, IpcResult.NOT_EXISTENT);
        } else if (Timeouts.receiveMicrosOf(ipc.timeouts) == 0) {
            finish(thread, IpcResult.RECEIVE_TIMEOUT);
        } else {
            kernel.block(thread, State.RECEIVING);
            startTimeout(thread, Timeouts.receiveMicrosOf(ipc.timeouts));
        }
    }

    private boolean takeLatched(L4Thread thread) {
        InterruptController interrupts = kernel.interrupts();
        for (int line = 0; line < InterruptController.LINES; line++) {
            if (interrupts.attached(line) == thread && interrupts.take(line)) {
                deliverInterrupt(thread, line);
                return true;
            }
        }
        return false;
    }

    /** Closed receive from an interrupt: attaches with timeout 0, waits otherwise. */
    private void receiveInterrupt(L4Thread thread, int line) {
        InterruptController interrupts = kernel.interrupts();
        L4Thread owner = interrupts.attached(line);
        if (owner != null && owner != thread) {
            finish(thread, IpcResult.NOT_EXISTENT);
            return;
        }
        interrupts.attach(line, thread);
        if (interrupts.take(line)) {
            deliverInterrupt(thread, line);
        } else if (Timeouts.receiveMicrosOf(thread.ipc.timeouts) == 0) {
            finish(thread, IpcResult.RECEIVE_TIMEOUT);
        } else {
            kernel.block(thread, State.RECEIVING);
            startTimeout(thread, Timeouts.receiveMicrosOf(thread.ipc.timeouts));
        }
    }

    /** A line fired: a message to the attached thread if it waits for one, else it is latched. */
    public void interrupt(int line) {
        L4Thread thread = kernel.interrupts().attached(line);
        ThreadId id = ThreadId.interrupt(line);
        if (thread != null && accepts(thread, id)) {
            deliverInterrupt(thread, line);
        } else {
            kernel.interrupts().latch(line);
        }
    }

    private void deliverInterrupt(L4Thread thread, int line) {
        IpcState ipc = thread.ipc;
        ipc.sender = ThreadId.interrupt(line);
        ipc.w0 = 0;
        ipc.w1 = 0;
        ipc.w2 = 0;
        kernel.sink().ipc(kernel.time(), IpcKind.INTERRUPT, -1, thread.serial(), line, 0, 0);
        finish(thread, IpcResult.OK);
    }

    private void transfer(L4Thread sender, L4Thread receiver) {
        IpcState out = sender.ipc;
        IpcState in = receiver.ipc;
        if (out.faulting) {
            in.w0 = out.faultWord;
            in.w1 = out.faultIp;
            in.w2 = out.faultByte;
        } else if (!in.faulting) {
            in.w0 = out.w0;
            in.w1 = out.w1;
            in.w2 = out.w2;
        }
        IpcKind kind = in.faulting ? IpcKind.PAGE_FAULT_REPLY : out.kind;
        int w0 = out.faulting ? out.faultWord : out.w0;
        int w1 = out.faulting ? out.faultIp : out.w1;
        int w2 = out.faulting ? out.faultByte : out.w2;
        kernel.sink().ipc(kernel.time(), kind, sender.serial(), receiver.serial(), w0, w1, w2);
        mapItems(sender, receiver);
        if (!in.faulting) {
            in.sender = sender.id();
        }
        finish(receiver, IpcResult.OK);
        kernel.handOff(receiver);
    }

    private void mapItems(L4Thread sender, L4Thread receiver) {
        IpcState out = sender.ipc;
        if (out.mapItems == 0) {
            return;
        }
        int window = receiver.ipc.faulting ? Flexpage.COMPLETE : receiver.ipc.receiveWindow;
        for (int i = 0; i < out.mapItems && window != Flexpage.NIL; i++) {
            kernel.mappings()
                    .map(
                            sender.task().space(),
                            out.sendFlexpages[i],
                            receiver.task().space(),
                            window,
                            out.hotspots[i]);
        }
        out.mapItems = 0;
    }

    /** Ends the operation of {@code thread} with a result; it can run again. */
    private void finish(L4Thread thread, int result) {
        IpcState ipc = thread.ipc;
        kernel.timeouts().remove(thread);
        boolean fault = ipc.faulting;
        ipc.faulting = false;
        ipc.from = ThreadId.NIL;
        ipc.destination = null;
        if (result != IpcResult.OK) {
            // They were meant for who did not get them
            ipc.mapItems = 0;
            kernel.sink().ipcResult(kernel.time(), thread.serial(), result);
        }
        if (fault && result != IpcResult.OK) {
            kernel.stop(thread, "page fault cannot be sent");
            return;
        }
        if (!fault) {
            ipc.result = result;
        }
        kernel.ready(thread);
    }

    /** The timeout of the operation under way has come. */
    public void timeOut(L4Thread thread) {
        boolean sending = thread.state() == State.SENDING;
        unqueue(thread);
        finish(thread, sending ? IpcResult.SEND_TIMEOUT : IpcResult.RECEIVE_TIMEOUT);
    }

    /**
     * threadExRegs: breaks what the thread waits in. A page-fault IPC is forgotten: the access is
     * retried when the thread runs on. An ordinary IPC ends with a cancel code. Transfers are
     * atomic on this machine, so none is ever found half done and the abort codes 0xC0 and 0xD0
     * cannot occur.
     *
     * @return what its IPC ended with, as {@link ExRegsResult#cancelled} says
     */
    public int cancel(L4Thread thread) {
        boolean sending = thread.state() == State.SENDING;
        if (!sending && thread.state() != State.RECEIVING) {
            return IpcResult.OK;
        }
        boolean fault = thread.ipc.faulting;
        unqueue(thread);
        thread.ipc.faulting = false;
        if (fault) {
            kernel.timeouts().remove(thread);
            thread.ipc.from = ThreadId.NIL;
            kernel.ready(thread);
            return ExRegsResult.FAULT_RETRIED;
        }
        int result = sending ? IpcResult.SEND_CANCELLED : IpcResult.RECEIVE_CANCELLED;
        finish(thread, result);
        return result;
    }

    /**
     * A notification: w0 alone, as an interrupt is; see {@code ThreadContext.sendNotification}. The
     * sender goes on.
     */
    public Notification notify(L4Thread sender, ThreadId destination, int label, boolean latch) {
        L4Thread target = kernel.threadOf(destination);
        if (target == null) {
            return Notification.NOT_EXISTENT;
        }
        if (accepts(target, sender.id()) && !target.ipc.faulting) {
            deliverNotification(sender.serial(), sender.id(), target, label);
            return Notification.RECEIVED;
        }
        if (!latch) {
            return Notification.DROPPED;
        }
        target.ipc.latched = sender.id();
        target.ipc.latchedLabel = label;
        return Notification.LATCHED;
    }

    private void deliverNotification(int serial, ThreadId sender, L4Thread target, int label) {
        IpcState ipc = target.ipc;
        ipc.sender = sender;
        ipc.w0 = label;
        ipc.w1 = 0;
        ipc.w2 = 0;
        kernel.sink().ipc(kernel.time(), IpcKind.SEND, serial, target.serial(), label, 0, 0);
        finish(target, IpcResult.OK);
    }

    /** A notification that came before the receive that wants it. It answers no page fault. */
    private boolean takeLatchedNotification(L4Thread thread) {
        IpcState ipc = thread.ipc;
        ThreadId sender = ipc.latched;
        if (sender.equals(ThreadId.NIL)
                || ipc.faulting
                || !ipc.from.equals(ThreadId.ANY) && !ipc.from.equals(sender)) {
            return false;
        }
        ipc.latched = ThreadId.NIL;
        L4Thread named = kernel.threadOf(sender);
        deliverNotification(named == null ? -1 : named.serial(), sender, thread, ipc.latchedLabel);
        return true;
    }

    /** The thread's task dies: nobody may find it in a queue, its waiters get an error. */
    public void kill(L4Thread thread) {
        unqueue(thread);
        kernel.timeouts().remove(thread);
        kernel.interrupts().detachAll(thread);
        while (thread.sendQueueHead != null) {
            L4Thread sender = thread.sendQueueHead;
            dequeue(thread, sender);
            finish(sender, IpcResult.NOT_EXISTENT);
        }
    }

    /** A thread waited, closed, for one that no longer exists. */
    public void partnerDied(L4Thread waiter) {
        finish(waiter, IpcResult.NOT_EXISTENT);
    }

    private void startTimeout(L4Thread thread, long micros) {
        if (micros != Timeouts.NEVER_MICROS) {
            kernel.timeouts().add(thread, kernel.time() + micros * ticksPerMicro);
        }
    }

    private static void enqueue(L4Thread target, L4Thread sender) {
        sender.ipc.destination = target;
        sender.queuePrevious = target.sendQueueTail;
        sender.queueNext = null;
        if (target.sendQueueTail == null) {
            target.sendQueueHead = sender;
        } else {
            target.sendQueueTail.queueNext = sender;
        }
        target.sendQueueTail = sender;
    }

    private static void dequeue(L4Thread target, L4Thread sender) {
        L4Thread previous = sender.queuePrevious;
        L4Thread next = sender.queueNext;
        if (previous == null) {
            target.sendQueueHead = next;
        } else {
            previous.queueNext = next;
        }
        if (next == null) {
            target.sendQueueTail = previous;
        } else {
            next.queuePrevious = previous;
        }
        sender.queueNext = null;
        sender.queuePrevious = null;
        sender.ipc.destination = null;
    }

    private static void unqueue(L4Thread thread) {
        L4Thread target = thread.ipc.destination;
        if (target != null) {
            dequeue(target, thread);
        }
    }

    private static @Nullable L4Thread firstSender(L4Thread receiver, ThreadId from) {
        L4Thread sender = receiver.sendQueueHead;
        if (from.equals(ThreadId.ANY)) {
            return sender;
        }
        while (sender != null && !sender.id().equals(from)) {
            sender = sender.queueNext;
        }
        return sender;
    }
}
