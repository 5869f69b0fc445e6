package org.l4emu.tests.cpu;

/** The processors that {@code qemu-arm} stands in for. */
enum Target {
    /** ARMv5TE, the processor of the issue. */
    ARM946("arm946"),
    /** Everything qemu has, for the rows of ARMv6 and ARMv7. */
    NEWEST("max");

    private final String model;

    Target(String model) {
        this.model = model;
    }

    /** The argument of qemu's {@code -cpu}. */
    String model() {
        return model;
    }
}
