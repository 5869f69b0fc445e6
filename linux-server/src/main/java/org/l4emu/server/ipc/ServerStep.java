package org.l4emu.server.ipc;

/** Steps of a server thread, by the names traces and schedules know them by. */
enum ServerStep {
    BOOT("server.boot"),
    RECEIVE("server.receive"),
    LOOK("server.lockExclusivePage"),
    ACQUIRE("server.acquireKernelLock"),
    CHECK_FLAG("server.checkFlag"),
    SERVE_SIGNAL_THREAD("server.serveSignalThread"),
    REPLY_SIGNAL_THREAD("server.replySignalThread"),
    SET_FLAG("server.setUnderKernelControl"),
    DISPATCH("server.dispatch"),
    UNLOCK_PAGE("server.unlockExclusivePage"),
    DELIVER("server.deliver"),
    SET_SIGS_HANDLED("server.setSigsHandled"),
    RESET_FLAG("server.resetUnderKernelControl"),
    RELEASE("server.releaseKernelLock"),
    REPLY("server.reply"),
    SCHEDULE("server.schedule"),
    RESUME("server.resume");

    private final String stepName;

    ServerStep(String stepName) {
        this.stepName = stepName;
    }

    String stepName() {
        return stepName;
    }
}
