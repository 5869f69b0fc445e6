package org.l4emu.microkernel.sigma0;

import java.util.Arrays;
import org.l4emu.microkernel.Kernel;
import org.l4emu.microkernel.ipc.IpcResult;
import org.l4emu.microkernel.ipc.Timeouts;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.microkernel.thread.L4Task;
import org.l4emu.microkernel.thread.L4Thread;
import org.l4emu.microkernel.thread.StateDigest;
import org.l4emu.microkernel.thread.ThreadContext;
import org.l4emu.microkernel.thread.ThreadId;
import org.l4emu.microkernel.thread.ThreadProgram;

/**
 * sigma0, the initial pager. w0 = 0xFFFFFFFC asks for any page; w0 = 1 for the whole of RAM at once
 * (our superpage, for the first who asks); an address below RAM's end for that frame. First come,
 * first served, and the same answer again to the same task. Otherwise it replies 0 and maps
 * nothing.
 */
public final class Sigma0 extends ThreadProgram {
    /** sigma0's task number. */
    public static final int TASK = 2;

    /** w0 of a request for any free page. */
    public static final int ANY_PAGE = 0xfffffffc;

    /** w0 of a request for all of RAM. */
    public static final int ALL_MEMORY = 1;

    private static final int PROGRAM_ADDRESS = 0xe0000000;
    private static final int PRIORITY = 200;

    private enum Next {
        WAIT,
        SERVE
    }

    private final Kernel kernel;
    private final short[] ownerTask;
    private Next next = Next.WAIT;
    private int nextFree;
    private int allOwner = -1;

    private Sigma0(Kernel kernel) {
        this.kernel = kernel;
        ownerTask = new short[kernel.memory().frameCount()];
        Arrays.fill(ownerTask, (short) -1);
    }

    /** Creates sigma0's task and starts it; it owns all frames from then on. */
    public static ThreadId start(Kernel kernel) {
        kernel.images().place(PROGRAM_ADDRESS, "sigma0", context -> new Sigma0(kernel));
        L4Task task = kernel.createTask(TASK, ThreadId.NIL);
        kernel.mappings().ownAll(task.space());
        L4Thread thread = kernel.createThread(task, 0, "sigma0");
        thread.setPriority(PRIORITY);
        kernel.start(thread, PROGRAM_ADDRESS, 0);
        return thread.id();
    }

    @Override
    public void step(ThreadContext context) {
        switch (next) {
            case WAIT -> {
                next = Next.SERVE;
                context.waitForAny(Timeouts.NEVER);
            }
            case SERVE -> serve(context);
        }
    }

    private void serve(ThreadContext context) {
        if (context.result() != IpcResult.OK) {
            context.waitForAny(Timeouts.NEVER);
            return;
        }
        ThreadId client = context.sender();
        int request = context.w0();
        context.setMessage(0, 0, 0);
        if (request == ALL_MEMORY) {
            giveAll(context, client);
        } else if (request == ANY_PAGE) {
            giveAny(context, client);
        } else {
            giveFrame(context, client, request >>> Flexpage.PAGE_SIZE_LOG2, request & ~3);
        }
        context.replyAndWait(client);
    }

    private void giveAll(ThreadContext context, ThreadId client) {
        if (allOwner < 0 && nextFree == 0) {
            allOwner = client.task();
            L4Task target = kernel.task(client.task());
            L4Task own = kernel.task(TASK);
            if (target != null && own != null) {
                kernel.mappings().mapAll(own.space(), target.space());
                context.setMessage(ownerTask.length, 0, 0);
            }
        } else if (allOwner == client.task()) {
            context.setMessage(ownerTask.length, 0, 0);
        }
    }

    private void giveAny(ThreadContext context, ThreadId client) {
        while (allOwner < 0 && nextFree < ownerTask.length && ownerTask[nextFree] >= 0) {
            nextFree++;
        }
        if (allOwner < 0 && nextFree < ownerTask.length) {
            int frame = nextFree++;
            giveFrame(context, client, frame, frame << Flexpage.PAGE_SIZE_LOG2);
        }
    }

    private void giveFrame(ThreadContext context, ThreadId client, int frame, int hotspot) {
        boolean known = frame < ownerTask.length && allOwner < 0;
        if (known && (ownerTask[frame] < 0 || ownerTask[frame] == client.task())) {
            ownerTask[frame] = (short) client.task();
            int address = frame << Flexpage.PAGE_SIZE_LOG2;
            context.addMapItem(Flexpage.page(address, true), hotspot);
            context.setMessage(address, 0, 0);
        }
    }

    @Override
    public String nextStep() {
        return next == Next.WAIT ? "sigma0.wait" : "sigma0.serve";
    }

    @Override
    public void digest(StateDigest digest) {
        digest.put(nextFree);
        digest.put(allOwner);
        for (short owner : ownerTask) {
            digest.put(owner);
        }
    }
}
