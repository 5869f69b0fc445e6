package org.l4emu.protocol.trace;

import java.io.IOException;

/** A block could not be read; the blocks after it may still be. */
public final class TraceDamaged extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Damage damage;

    TraceDamaged(Damage damage) {
        super(damage.toString());
        this.damage = damage;
    }

    public Damage damage() {
        return damage;
    }
}
