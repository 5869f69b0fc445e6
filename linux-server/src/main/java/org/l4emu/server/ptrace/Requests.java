package org.l4emu.server.ptrace;

/** Numbers of ptrace requests, events and options on ARM. */
final class Requests {
    static final int TRACEME = 0;
    static final int PEEKTEXT = 1;
    static final int PEEKDATA = 2;
    static final int PEEKUSR = 3;
    static final int POKETEXT = 4;
    static final int POKEDATA = 5;
    static final int POKEUSR = 6;
    static final int CONT = 7;
    static final int KILL = 8;

    /** ARM Linux has the number and answers EIO; here it works (docs/ptrace.md). */
    static final int SINGLESTEP = 9;

    static final int GETREGS = 12;
    static final int SETREGS = 13;
    static final int ATTACH = 16;
    static final int DETACH = 17;
    static final int OLDSETOPTIONS = 21;
    static final int GET_THREAD_AREA = 22;
    static final int SET_SYSCALL = 23;
    static final int SYSCALL = 24;

    /** x86's call under x86's number: not there on ARM Linux (docs/ptrace.md). */
    static final int SYSEMU = 31;

    static final int SYSEMU_SINGLESTEP = 32;
    static final int SETOPTIONS = 0x4200;
    static final int GETEVENTMSG = 0x4201;
    static final int GETSIGINFO = 0x4202;
    static final int SETSIGINFO = 0x4203;
    static final int GETREGSET = 0x4204;
    static final int SETREGSET = 0x4205;
    static final int SEIZE = 0x4206;
    static final int INTERRUPT = 0x4207;
    static final int LISTEN = 0x4208;
    static final int GETSIGMASK = 0x420a;
    static final int SETSIGMASK = 0x420b;

    // Events
    static final int EVENT_FORK = 1;
    static final int EVENT_VFORK = 2;
    static final int EVENT_CLONE = 3;
    static final int EVENT_EXEC = 4;
    static final int EVENT_VFORK_DONE = 5;
    static final int EVENT_EXIT = 6;
    static final int EVENT_STOP = 128;

    // Options: bit n asks for event n
    static final int OPTION_SYSGOOD = 1;
    static final int OPTION_EXITKILL = 1 << 20;

    /** TRACESECCOMP (bit 7) is taken and never comes true: there is no seccomp. */
    static final int OPTIONS = 0xff | OPTION_EXITKILL;

    private Requests() {}
}
