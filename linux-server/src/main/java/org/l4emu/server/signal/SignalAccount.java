package org.l4emu.server.signal;

/** How many queued signals one real user id is charged for, over all its processes. */
final class SignalAccount {
    private final int uid;
    private int queued;

    SignalAccount(int uid) {
        this.uid = uid;
    }

    int uid() {
        return uid;
    }

    int queued() {
        return queued;
    }

    void charge() {
        queued++;
    }

    void refund() {
        queued--;
    }
}
