package org.l4emu.workbench.trace;

import org.l4emu.protocol.schema.Event;

/** What system calls cost, as far as events tell. */
final class Counts {
    long calls;
    long errors;
    long ipcs;
    long switches;
    long pageFaults;
    long exceptions;
    long mappings;

    void add(Event event) {
        if (event.hasIpc()) {
            ipcs++;
            switch (event.getIpc().getKind()) {
                case PAGE_FAULT -> pageFaults++;
                default -> {}
            }
        } else if (event.hasException()) {
            exceptions++;
        } else if (event.hasMapping()) {
            mappings++;
        } else if (event.hasSyscallExit()) {
            int result = event.getSyscallExit().getResult();
            errors += result < 0 && result >= -4095 ? 1 : 0;
        }
    }

    void add(Counts other) {
        calls += other.calls;
        errors += other.errors;
        ipcs += other.ipcs;
        switches += other.switches;
        pageFaults += other.pageFaults;
        exceptions += other.exceptions;
        mappings += other.mappings;
    }
}
