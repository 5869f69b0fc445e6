package org.l4emu.protocol.event;

/** The variables of the signal protocol whose every change is an event (emulib note, §0). */
public enum Variable {
    UNDER_KERNEL_CONTROL("under_kernel_control"),
    EMU_LOCAL_LOCK("emu_local_lock"),
    SIGS_HANDLED("sigs_handled"),
    NEED_RESCHED("need_resched");

    private final String label;

    Variable(String label) {
        this.label = label;
    }

    /** The name of the literature, as traces and diagrams print it. */
    public String label() {
        return label;
    }
}
