package org.l4emu.server.process;

/** Flags of clone; the low byte is the signal the parent gets at the end. */
final class CloneFlags {
    static final int SIGNAL_MASK = 0xff;
    static final int VM = 0x100;
    static final int FS = 0x200;
    static final int FILES = 0x400;
    static final int SIGHAND = 0x800;
    static final int PTRACE = 0x2000;
    static final int VFORK = 0x4000;
    static final int PARENT = 0x8000;
    static final int THREAD = 0x10000;
    static final int NEWNS = 0x20000;
    static final int SYSVSEM = 0x40000;
    static final int SETTLS = 0x80000;
    static final int PARENT_SETTID = 0x100000;
    static final int CHILD_CLEARTID = 0x200000;
    static final int DETACHED = 0x400000;
    static final int UNTRACED = 0x800000;
    static final int CHILD_SETTID = 0x1000000;
    static final int NEWCGROUP = 0x2000000;
    static final int NEWUTS = 0x4000000;
    static final int NEWIPC = 0x8000000;
    static final int NEWUSER = 0x10000000;
    static final int NEWPID = 0x20000000;
    static final int NEWNET = 0x40000000;

    /** Name spaces: there is one of each. */
    static final int NAMESPACES = NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET;

    private CloneFlags() {}
}
