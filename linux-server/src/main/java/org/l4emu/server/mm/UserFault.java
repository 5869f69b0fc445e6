package org.l4emu.server.mm;

/** A system call touched a bad user address; the dispatcher answers −EFAULT. Stackless. */
public final class UserFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The only one: it carries nothing. */
    public static final UserFault INSTANCE = new UserFault();

    private UserFault() {
        super("bad user address", null, false, false);
    }
}
