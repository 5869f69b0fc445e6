package org.l4emu.server;

import org.l4emu.server.fs.Vfs;
import org.l4emu.server.process.Exiting;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;

/** Tells the other rooms that a task has ended. */
final class EndOfTask implements Exiting.Listener {
    private final Linux linux;
    private final Vfs vfs;

    EndOfTask(Linux linux, Vfs vfs) {
        this.linux = linux;
        this.vfs = vfs;
    }

    @Override
    public void programLeft(Task task) {
        linux.forgetProgramTimers(task.group());
    }

    @Override
    public void ended(Task task, boolean lastOfProcess) {
        if (linux.current() == task) {
            linux.setCurrent(null);
        }
        ThreadGroup group = task.group();
        if (!lastOfProcess) {
            group.handChildrenOver(task.pid());
            linux.signals().jobs().threadEnded(group);
        } else {
            linux.forgetTimers(group);
            vfs.processEnded(group.pid());
            if (group.session() == group.pid()) {
                vfs.sessionEnded(group.session());
            }
            linux.signals().jobs().processEnds(group);
            if (group.pid() == 1) {
                int status = group.exitStatus();
                linux.log().line("init ended with status " + status + ": the machine halts");
                linux.context().halt(status);
            }
        }
    }
}
