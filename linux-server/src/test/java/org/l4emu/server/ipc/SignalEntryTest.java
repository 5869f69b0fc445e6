package org.l4emu.server.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.l4emu.emulib.Entry;
import org.l4emu.emulib.ExclusivePage;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.PtRegs;
import org.l4emu.microkernel.InvariantViolation;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.schedule.PriorityRoundRobin;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;
import org.l4emu.server.ArmCode;
import org.l4emu.server.LinuxLab;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.UserThread;
import org.l4emu.server.signal.SignalInfo;
import org.l4emu.server.signal.Signals;

/** Messages that come when they are not expected, and faults on whose way a signal comes. */
class SignalEntryTest {
    private static final int EXIT = 1;
    private static final int GETPID = 20;
    private static final int PAUSE = 29;
    private static final int CLONE = 120;
    private static final int NANOSLEEP = 162;
    private static final int SIGACTION = 174;
    private static final int TGKILL = 268;
    private static final int THREAD_FLAGS = 0x10f00;
    private static final int USR1 = Signals.SIGUSR1;
    private static final int ACTION = ArmCode.DATA + 0x40;
    private static final int TIME = ArmCode.DATA + 0x80;
    private static final int FAR_PAGE = ArmCode.DATA + 0x4000;
    private static final int STACK = ArmCode.DATA + 0x8000;
    private static final int MILLIS = 100_000;

    private static LinuxLab lab(ArmCode code, String settings, int faultMicros)
            throws ProtocolSettings.UnknownSetting {
        return new LinuxLab(
                List.of("/program"),
                code,
                new PriorityRoundRobin(),
                ProtocolSettings.parse(settings),
                faultMicros);
    }

    private static ArmCode handle(ArmCode code, int signal, int label) {
        code.put(ACTION, code.addressOf(label)).put(ACTION + 4, 0).put(ACTION + 8, 0);
        return code.put(ACTION + 12, 0).put(ACTION + 16, 0).call(SIGACTION, signal, ACTION, 0, 8);
    }

    private static ArmCode sleep(ArmCode code, int millis) {
        code.put(TIME, 0).put(TIME + 4, millis * 1_000_000);
        return code.call(NANOSLEEP, TIME, 0);
    }

    private static Task program(LinuxLab lab) {
        Task task = lab.linux.processes().task(LinuxLab.PROGRAM);
        assertThat(task).isNotNull();
        return task;
    }

    private static L4Thread userThread(LinuxLab lab, Task task) {
        L4Thread user = lab.machine.kernel().threadOf(task.userThread());
        assertThat(user).isNotNull();
        return user;
    }

    private static void runFor(LinuxLab lab, long instructions) {
        lab.machine.run(lab.machine.kernel().time() + instructions);
    }

    // Messages while the flag is set

    private static LinuxLab thatCallsWhileItSleeps(String settings) throws Exception {
        LinuxLab lab = lab(sleep(new ArmCode(), 10).call(GETPID).call(248), settings, 0);
        while (lab.linux.processes().task(LinuxLab.PROGRAM) == null
                || program(lab).operation() == null) {
            runFor(lab, 1_000);
        }
        Task task = program(lab);
        L4Thread user = userThread(lab, task);
        lab.machine.kernel().threadExRegs(user.task(), 0, user, -1, -1, ThreadId.INVALID);
        return lab;
    }

    @Test
    void aDeferredMessageIsServedInThePlaceOfTheReply() throws Exception {
        LinuxLab lab = thatCallsWhileItSleeps("default");

        assertThat(lab.status()).isEqualTo(LinuxLab.PROGRAM << 8);

        assertThat(lab.events.lines())
                .containsSubsequence("exit 3 162 0", "enter 3 20", "exit 3 20 3");
    }

    @Test
    void theMessageThatADeferredOneReplacesIsNotAnswered() throws Exception {
        LinuxLab lab = thatCallsWhileItSleeps("default");
        int serial = program(lab).userSerial();
        lab.status();

        List<String> lines = lab.events.lines();
        List<String> between =
                lines.subList(lines.indexOf("exit 3 162 0"), lines.indexOf("enter 3 20"));
        assertThat(between)
                .containsSubsequence("flag " + serial + " 0", "flag " + serial + " 1")
                .noneMatch(line -> line.startsWith("ipc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second", "default,deferWhileUnderControl=no"})
    void withoutDeferralSuchAMessageIsAnUnexpectedCall(String settings) throws Exception {
        LinuxLab lab = thatCallsWhileItSleeps(settings);
        runFor(lab, MILLIS);

        assertThat(lab.events.of("kdebug")).contains("kdebug unexpected syscall");
        assertThat(lab.events.lines()).doesNotContain("enter 3 " + GETPID);
    }

    // Messages of signal threads

    private static final class Calling extends ThreadProgram {
        private final ThreadId server;
        private boolean called;

        Calling(ThreadId server) {
            this.server = server;
        }

        @Override
        public void step(ThreadContext context) {
            if (called) {
                context.sleep(Timeouts.NEVER);
                return;
            }
            called = true;
            context.setMessage(Entry.SYSCALL, GETPID, 0);
            context.call(server, Timeouts.NEVER);
        }

        @Override
        public String nextStep() {
            return "calling";
        }

        @Override
        public void digest(StateDigest digest) {
            digest.put(called);
        }
    }

    @Test
    void aSystemCallOfASignalThreadIsAWrongStack() throws Exception {
        LinuxLab lab = lab(new ArmCode().call(PAUSE), "default", 0);
        lab.runABit();
        L4Thread user = userThread(lab, program(lab));
        int address = 0xd5000000;
        lab.machine.kernel().images().place(address, "calling", c -> new Calling(c.pager()));
        lab.machine.kernel().threadExRegs(user.task(), 1, user, address, -1, ThreadId.INVALID);

        assertThatThrownBy(lab::runABit)
                .isInstanceOfSatisfying(
                        InvariantViolation.class, e -> assertThat(e.id()).isEqualTo("STACK"));
    }

    // Bad accesses

    @ParameterizedTest
    @ValueSource(strings = {"default", "second", "first"})
    void aBadAccessIsNotAnsweredAndItsHandlerRuns(String settings) throws Exception {
        ArmCode code = new ArmCode().branch(ArmCode.ALWAYS, 1).label(0).exit(7).label(1);
        LinuxLab lab = lab(handle(code, Signals.SIGSEGV, 0).load(0, 0x100).exit(1), settings, 0);

        assertThat(lab.status()).isEqualTo(7 << 8);

        List<String> lines = lab.events.lines();
        int posted = indexOf(lines, "signal POSTED \\d+ 11 .*", 0);
        int entered = indexOf(lines, "signal HANDLER_ENTERED \\d+ 11 .*", posted);
        String serial = lines.get(posted).split(" ", -1)[2];
        int special = indexOf(lines, "ipc CALL " + serial + " \\d+", posted);
        assertThat(posted).isPositive();
        assertThat(special).isBetween(posted, entered);
        assertThat(lines.subList(posted, special))
                .noneMatch(line -> line.matches("ipc PAGE_FAULT_REPLY \\d+ " + serial));
    }

    private static int indexOf(List<String> lines, String pattern, int from) {
        for (int i = from; i < lines.size(); i++) {
            if (lines.get(i).matches(pattern)) {
                return i;
            }
        }
        return -1;
    }

    // Faults that sleep

    /** A program whose store to a far page is being served: its handler exits with 7. */
    private static LinuxLab inAFault(String settings) throws Exception {
        ArmCode code = new ArmCode().branch(ArmCode.ALWAYS, 1).label(0).exit(7).label(1);
        handle(code, USR1, 0).store(1, FAR_PAGE).label(2).branch(ArmCode.ALWAYS, 2);
        LinuxLab lab = lab(code, settings, 5_000);
        String page = "page " + Integer.toHexString(FAR_PAGE >>> 12);
        for (int i = 0; !isIn(lab, page); i++) {
            assertThat(i).isLessThan(10_000);
            runFor(lab, 10_000);
        }
        return lab;
    }

    private static boolean isIn(LinuxLab lab, String page) {
        Task task = lab.linux.processes().task(LinuxLab.PROGRAM);
        return task != null && task.operation() != null && task.operation().waitsFor().equals(page);
    }

    @Test
    void aFaultThatSleepsKeepsItsTaskUnderKernelControl() throws Exception {
        LinuxLab lab = inAFault("default");
        Task task = program(lab);

        assertThat(task.tss().underKernelControl()).isTrue();
        lab.runABit();
        assertThat(task.tss().underKernelControl()).isFalse();
    }

    @Test
    void theServerWorksForOthersWhileAFaultSleeps() throws Exception {
        ArmCode code = new ArmCode().call(2).compare(0, 0).branch(ArmCode.EQUAL, 1);
        sleep(code, 100).exit(0);
        code.label(1).put(FAR_PAGE, 1).call(GETPID).exit(0);
        LinuxLab lab = lab(code, "default", 5_000);
        lab.status();

        List<String> lines = lab.events.lines();
        int fault = lines.lastIndexOf("exit 5 20 5");
        assertThat(fault).as("the child's call").isPositive();
        assertThat(lines.subList(0, fault)).contains("pick 0", "pick 5");
        assertThat(lab.events.of("kdebug")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "second", "first", "default,notifyAfterFault=yes"})
    void aSignalPostedDuringAFaultIsToldAtItsEnd(String settings) throws Exception {
        LinuxLab lab = inAFault(settings);
        lab.linux.signals().send(SignalInfo.kernel(USR1), program(lab));
        assertThat(lab.events.of("signal NOTIFIED")).isEmpty();

        assertThat(lab.status()).isEqualTo(7 << 8);
        assertThat(lab.events.of("signal NOTIFIED")).isNotEmpty();
    }

    @Test
    void withoutNotifyAfterFaultItIsNotToldAndWaits() throws Exception {
        LinuxLab lab = inAFault("default,notifyAfterFault=no");
        lab.linux.signals().send(SignalInfo.kernel(USR1), program(lab));

        lab.runABit();

        assertThat(lab.events.of("signal NOTIFIED")).isEmpty();
        assertThat(program(lab).tss().underKernelControl()).isFalse();
    }

    @Test
    void handlersThatMayNotSleepDoNot() throws Exception {
        LinuxLab lab =
                lab(new ArmCode().put(FAR_PAGE, 1).exit(0), "default,handlersMaySleep=no", 50_000);

        assertThat(lab.status()).isZero();
        assertThat(lab.machine.kernel().time()).isLessThan(50 * MILLIS);
    }

    // Threads that have no signal thread yet

    /** Makes a thread that spins, signals it at once, waits, and lets it exit. */
    private static ArmCode oneThread(ArmCode code, int label, int count) {
        code.call(CLONE, THREAD_FLAGS, STACK, 0, 0, 0).compare(0, 0);
        code.branch(ArmCode.NOT_EQUAL, label + 1);
        code.label(label).load(4, ArmCode.DATA + 8).compare(4, 0).branch(ArmCode.EQUAL, label);
        code.call(EXIT, 0);
        code.label(label + 1).move(1, 0).set(0, LinuxLab.PROGRAM).set(2, USR1).call(TGKILL);
        sleep(code, 20);
        code.load(4, ArmCode.DATA).compare(4, count).branch(ArmCode.EQUAL, label + 2).exit(count);
        code.label(label + 2).put(ArmCode.DATA + 8, 1);
        return sleep(code, 20).put(ArmCode.DATA + 8, 0);
    }

    private static ArmCode twoThreads() {
        ArmCode code = new ArmCode().branch(ArmCode.ALWAYS, 1);
        code.label(0).load(3, ArmCode.DATA).raw(0xe2833001).store(3, ArmCode.DATA);
        handle(code.raw(0xe12fff1e).label(1), USR1, 0);
        oneThread(code, 3, 1);
        return oneThread(code, 6, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "second", "first"})
    void aSignalForAThreadThatHasNotRunComesToIt(String settings) throws Exception {
        LinuxLab lab = lab(twoThreads().exit(99), settings, 0);

        assertThat(lab.status()).isEqualTo(99 << 8);
        List<String> handled = lab.events.of("signal HANDLER_ENTERED");
        assertThat(handled).hasSize(2);
        assertThat(handled.get(0)).as("the lthread number is used again").isEqualTo(handled.get(1));
    }

    @Test
    void aThreadThatExitsFreesItsLock() throws Exception {
        LinuxLab lab = lab(twoThreads().call(PAUSE), "default", 0);
        lab.runABit();

        UserThread thread = program(lab).group().userThread(2);
        assertThat(thread).isNotNull();
        assertThat(thread.task()).isNull();
        PtRegs page = new PtRegs(lab.machine.kernel().memory().frame(thread.frame()).bytes());
        assertThat(page.get(7)).as("it called exit").isEqualTo(EXIT);
        assertThat(page.word(ExclusivePage.EMU_LOCAL_LOCK)).isZero();
    }
}
