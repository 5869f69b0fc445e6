package org.l4emu.emulib;

/** Steps of emulib's way in and out, in the order their code would lie in memory. */
enum EmulibStep {
    LOCK("emulib.lock"),
    CLEAR_FLAG("emulib.clearSigsHandled"),
    SAVE("emulib.saveState"),
    CALL("emulib.call"),
    ACTION("emulib.readAction"),
    START_THREAD("emulib.startThread"),
    READ_RECORD("emulib.readDeliver"),
    BUILD_FRAME("emulib.buildFrame"),
    ENTER_HANDLER("emulib.enterHandler"),
    RESTORE("emulib.restoreState"),
    RESTORE_TLS("emulib.restoreTls"),
    UNLOCK("emulib.unlock"),
    UNLOCK_SECOND("emulib.unlockSecond"),
    RESUME("emulib.resume"),
    /** The thread is in machine code. */
    RUNNING("emulib.resume"),
    PARK("emulib.park"),
    FORCED("emulib.forced"),
    FORCED_SP("emulib.forcedSp");

    private final String stepName;

    EmulibStep(String stepName) {
        this.stepName = stepName;
    }

    String stepName() {
        return stepName;
    }

    /** Address that stands for the step. */
    int address() {
        return EmulibImages.TRAMPOLINE + 4 * ordinal();
    }

    /** True while the server has not carried out what the thread entered for. */
    boolean isBeforeReply() {
        return ordinal() <= CALL.ordinal();
    }
}
