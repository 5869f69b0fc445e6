package org.l4emu.server.signal;

/** What sent a signal and wants to know what becomes of it: a timer. */
public interface SignalOrigin {
    /** The signal is pending now; it may wait there beside others of its number. */
    void queued();

    /** A task takes the signal; what it is told. */
    SignalInfo taken(SignalInfo info);

    /** The signal is forgotten: its disposition became to ignore it, or SIGCONT cancelled it. */
    void dropped();
}
