package org.l4emu.workbench.machine;

/** Which build this is, as traces keep it. */
final class Build {
    /** Version of the reactor. */
    static final String VERSION = "0.1.0-SNAPSHOT";

    private Build() {}
}
