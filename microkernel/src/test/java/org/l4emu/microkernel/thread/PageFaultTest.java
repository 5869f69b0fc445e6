package org.l4emu.microkernel.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.l4emu.microkernel.Lab;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.sigma0.Sigma0;

class PageFaultTest {
    private final Lab lab = new Lab();
    private final List<String> seen = new ArrayList<>();

    private L4Thread pagerOf(int frame, boolean writable) {
        ThreadId sigma0 = Sigma0.start(lab.kernel);
        return lab.thread(
                110,
                c -> {
                    c.setReceiveWindow(Flexpage.COMPLETE);
                    c.setMessage(Sigma0.ALL_MEMORY, 0, 0);
                    c.call(sigma0, Timeouts.NEVER);
                },
                c -> c.waitForAny(Timeouts.NEVER),
                c -> {
                    seen.add("fault " + Integer.toHexString(c.w0()));
                    c.addMapItem(Flexpage.page(frame << 12, writable), c.w0() & ~3);
                    c.setMessage(0xdead, 0xdead, 0xdead);
                    c.replyAndWait(c.sender());
                },
                c -> seen.add("again " + Integer.toHexString(c.w0())));
    }

    @Test
    void theAccessIsRetriedAfterThePagerMappedThePage() {
        L4Thread pager = pagerOf(7, true);
        L4Thread client =
                lab.thread(
                        100,
                        c -> {
                            c.setMessage(1, 2, 3);
                            c.store(0x8010, 42);
                        },
                        c -> seen.add("w0 " + c.w0() + " loaded " + c.load(0x8010)));
        client.setPager(pager.id());

        lab.run();

        assertThat(seen).containsExactly("fault 8012", "w0 1 loaded 42");
        assertThat(lab.kernel.memory().frame(7).bytes()[0x10]).isEqualTo((byte) 42);
    }

    @Test
    void aWriteToAReadOnlyMappingFaultsAgain() {
        L4Thread pager = pagerOf(7, false);
        L4Thread client = lab.thread(100, c -> c.store(0x8010, 42));
        client.setPager(pager.id());

        lab.run();

        assertThat(seen).containsExactly("fault 8012", "again 8012");
    }

    @Test
    void aThreadWithoutAPagerIsStoppedAtItsFault() {
        L4Thread client = lab.thread(100, c -> c.load(0x8010), c -> seen.add("went on"));

        lab.run();

        assertThat(seen).isEmpty();
        assertThat(client.state()).isEqualTo(L4Thread.State.INACTIVE);
    }
}
