package org.l4emu.server.check;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.ThreadId;

/** What the monitor remembers about one L4 thread. */
final class Watch {
    /** Words of the user state: r0-r15 and CPSR. */
    static final int STATE_WORDS = PtRegs.CPSR + 1;

    enum Role {
        USER,
        SIGNAL,
        SERVER,
        OTHER
    }

    /** How far a delivered signal has come. */
    enum Delivery {
        NONE,
        RECORDED,
        FRAME_BUILT
    }

    /** A frame as emulib built it. */
    static final class Frame {
        final int address;
        final int context;
        final int[] registers;

        Frame(int address, int context, int[] registers) {
            this.address = address;
            this.context = context;
            this.registers = registers;
        }
    }

    final int serial;
    final ThreadId id;
    final Role role;
    @Nullable L4Thread thread;

    // Messages to the server: sequence number of the event, 0 for none
    /** What it waits for the answer to. */
    long asked;

    /** What the server has received and not begun to work on. */
    long received;

    boolean isReceivedFault;

    /** What the server works on, or worked on last. */
    long served;

    boolean isServedFault;
    boolean flag;

    // Signals
    Delivery delivery = Delivery.NONE;
    int signal;
    long entered;
    long returned;
    final ArrayDeque<Frame> frames = new ArrayDeque<>();

    // State
    /** The user's registers are in the exclusive page, not in the processor's. */
    boolean stateInPage = true;

    /** The registers user code must go on with, if they are known. */
    final int[] expected = new int[STATE_WORDS];

    boolean isExpectedKnown;
    String expectedSince = "";

    /** pt_regs were written for the message to come. */
    boolean saved;

    /** pt_regs as the thread left them. */
    final int[] page = new int[STATE_WORDS];

    boolean isPageKnown;

    // Faults
    int faultWord = -1;
    int faultPc;
    int faultFrame = -1;
    int faultsInARow;
    boolean faultAnswered;
    long faultAnsweredAt;

    Watch(int serial, ThreadId id, Role role) {
        this.serial = serial;
        this.id = id;
        this.role = role;
    }

    /** Another Linux thread begins in this L4 thread. */
    void reset() {
        asked = 0;
        received = 0;
        served = 0;
        flag = false;
        delivery = Delivery.NONE;
        entered = 0;
        returned = 0;
        frames.clear();
        stateInPage = true;
        isExpectedKnown = false;
        saved = false;
        isPageKnown = false;
        forgetFault();
    }

    void forgetFault() {
        faultWord = -1;
        faultFrame = -1;
        faultsInARow = 0;
        faultAnswered = false;
    }
}
