package org.l4emu.server.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.DeliverRecord;
import org.l4emu.emulib.EmulibImages;
import org.l4emu.emulib.PtRegs;
import org.l4emu.emulib.SignalFrame;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.server.process.Task;

/**
 * PAGE and STATE: follows a user thread's registers from the processor into the exclusive page,
 * into frames and back.
 */
final class StateRules {
    private static final int FRAMES_MAX = 64;

    /** What user code may have set of CPSR: flags, Q, GE, Thumb. */
    private static final int USER_CPSR = 0xf80f0020;

    private static final int SA_SIGINFO = 4;

    private final Scene scene;
    private final Findings findings;
    private final int[] now = new int[Watch.STATE_WORDS];

    StateRules(Scene scene, Findings findings) {
        this.scene = scene;
        this.findings = findings;
    }

    // The way in

    /** User code made a system call or hit an exception: what it had so far is its own business. */
    static void newOperation(Watch user) {
        user.isExpectedKnown = false;
    }

    /** emulib has written all of pt_regs. */
    void saved(Watch user) {
        if (user.flag && !user.isServedFault && user.asked == 0) {
            findings.broken(
                    Invariant.PAGE,
                    user.serial,
                    "a user thread writes its exclusive page while the server works on it",
                    "the server works on event " + user.served + ", the thread no longer waits");
        }
        user.saved = true;
        user.stateInPage = true;
        L4Thread thread = scene.thread(user);
        if (thread != null && user.isExpectedKnown) {
            Scene.copyRegisters(thread, now);
            compare(user, "a forced entry saves other registers than it interrupted");
        }
    }

    /** The server received a call of emulib. */
    void received(Watch user) {
        L4Thread thread = scene.thread(user);
        Task task = scene.task(user);
        if (thread == null || task == null) {
            return;
        }
        if (user.saved) {
            Scene.copyRegisters(thread, user.page);
            user.isPageKnown = true;
        }
        user.saved = false;
        comparePage(user, task, "at the receive");
    }

    /** The server begins to work on a message. */
    void accepted(Watch user) {
        Task task = scene.task(user);
        if (task != null && !user.isServedFault && user.asked == user.served) {
            comparePage(user, task, "at the dispatch");
            user.isPageKnown = false;
        }
    }

    private void comparePage(Watch user, Task task, String when) {
        if (!user.isPageKnown) {
            return;
        }
        for (int i = 0; i < Watch.STATE_WORDS; i++) {
            if (user.page[i] != task.registers().get(i)) {
                findings.broken(
                        Invariant.PAGE,
                        user.serial,
                        "the exclusive page holds another register " + when,
                        name(i)
                                + ": the thread wrote "
                                + Scene.hex(user.page[i])
                                + ", the server reads "
                                + Scene.hex(task.registers().get(i)));
                return;
            }
        }
    }

    // Forced entries

    /** threadExRegs stopped the user thread at {@code oldIp} to force it. */
    void parked(Watch user, int oldIp, int cancelled) {
        L4Thread thread = scene.thread(user);
        Task task = scene.task(user);
        if (thread == null || task == null) {
            return;
        }
        if (user.stateInPage) {
            // Its registers are in the page; the processor's are left over
            user.isExpectedKnown = false;
            if (cancelled == IpcResult.SEND_CANCELLED || cancelled == IpcResult.RECEIVE_CANCELLED) {
                findings.broken(
                        Invariant.STATE,
                        user.serial,
                        "a call to the server is cut short and not made again",
                        "the thread's call ended with "
                                + cancelled
                                + " when it was parked, expected: no call under way");
            } else if (!user.flag) {
                Scene.copyPage(task, now);
                expect(user, "its registers in the exclusive page, when it was parked");
            }
            return;
        }
        Scene.copyRegisters(thread, now);
        if (!EmulibImages.isEmulib(oldIp)) {
            now[PtRegs.PC] = oldIp;
        }
        if (user.isExpectedKnown) {
            compare(user, "a thread is parked with other registers than it should have");
        }
        expect(user, "parked");
    }

    // The way out

    /** emulib has read all of pt_regs. */
    void restored(Watch user) {
        user.stateInPage = false;
        L4Thread thread = scene.thread(user);
        Task task = scene.task(user);
        if (thread == null || task == null) {
            return;
        }
        if (!user.isExpectedKnown) {
            Scene.copyPage(task, now);
            expect(user, "in the exclusive page");
        }
        Scene.copyRegisters(thread, now);
        compare(user, "a thread takes other registers from the exclusive page");
    }

    /** User code goes on. */
    void resumed(Watch user) {
        L4Thread thread = scene.thread(user);
        if (thread != null && user.isExpectedKnown) {
            Scene.copyRegisters(thread, now);
            compare(user, "user code goes on with other registers");
        }
        user.isExpectedKnown = false;
        user.stateInPage = false;
    }

    // Handlers

    /** emulib has built a frame: its registers must be those the handler interrupts. */
    void frameBuilt(Watch user, int address) {
        L4Thread thread = scene.thread(user);
        Task task = scene.task(user);
        if (thread == null || task == null) {
            return;
        }
        if (!user.isExpectedKnown) {
            Scene.copyPage(task, now);
            expect(user, "in the exclusive page");
        }
        int flags = task.registers().word(DeliverRecord.offsetOf(DeliverRecord.FLAGS));
        int context = (flags & SA_SIGINFO) != 0 ? address + SignalFrame.INFO_BYTES : address;
        readFrame(thread, context);
        compare(user, "a frame keeps other registers than its handler interrupts");
        if (user.frames.size() >= FRAMES_MAX) {
            user.frames.removeFirst();
        }
        user.frames.addLast(new Watch.Frame(address, context, now.clone()));
        user.isExpectedKnown = false;
    }

    private void readFrame(L4Thread thread, int context) {
        for (int i = 0; i < Watch.STATE_WORDS; i++) {
            int address = context + SignalFrame.REGISTERS + 4 * i;
            now[i] = scene.readWord(thread, address, 0);
        }
    }

    /** The page holds what the handler begins with. */
    void handlerEntered(Watch user) {
        Task task = scene.task(user);
        if (task != null) {
            Scene.copyPage(task, now);
            expect(user, "the handler's first, in the exclusive page");
            System.arraycopy(now, 0, user.page, 0, now.length);
            user.isPageKnown = true;
            user.saved = false;
        }
    }

    /** sigreturn: what the frame keeps is what goes on. */
    void returned(Watch user, int address) {
        L4Thread thread = scene.thread(user);
        Task task = scene.task(user);
        if (thread == null || task == null) {
            return;
        }
        Watch.Frame built = takeFrame(user, address);
        if (built != null) {
            readFrame(thread, built.context);
            if (Arrays.equals(now, built.registers)) {
                expect(user, "in the frame as it was built");
                Scene.copyPage(task, now);
                compare(user, "sigreturn restores other registers than its frame keeps");
                return;
            }
        }
        Scene.copyPage(task, now);
        expect(user, "what sigreturn put into the exclusive page");
    }

    /** Frames below were left by longjmp. */
    private static Watch.@Nullable Frame takeFrame(Watch user, int address) {
        boolean there = false;
        for (Watch.Frame frame : user.frames) {
            there |= frame.address == address;
        }
        while (there) {
            Watch.Frame last = user.frames.removeLast();
            if (last.address == address) {
                return last;
            }
        }
        return null;
    }

    // Comparing

    private void expect(Watch user, String since) {
        System.arraycopy(now, 0, user.expected, 0, now.length);
        user.isExpectedKnown = true;
        user.expectedSince = since;
    }

    private void compare(Watch user, String what) {
        for (int i = 0; i < Watch.STATE_WORDS; i++) {
            int mask = i == PtRegs.CPSR ? USER_CPSR : -1;
            if (((user.expected[i] ^ now[i]) & mask) != 0) {
                findings.broken(
                        Invariant.STATE,
                        user.serial,
                        what,
                        name(i)
                                + " is "
                                + Scene.hex(now[i])
                                + ", it was "
                                + Scene.hex(user.expected[i])
                                + " ("
                                + user.expectedSince
                                + ")");
                return;
            }
        }
    }

    private static String name(int register) {
        return switch (register) {
            case PtRegs.SP -> "sp";
            case PtRegs.LR -> "lr";
            case PtRegs.PC -> "pc";
            case PtRegs.CPSR -> "cpsr";
            default -> "r" + register;
        };
    }
}
