package org.l4emu.tests.arch.offenders;

/** Breaks: no public mutable fields. */
public final class OpensItsFields {
    public int count;
}
