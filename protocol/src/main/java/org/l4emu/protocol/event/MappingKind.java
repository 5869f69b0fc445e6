package org.l4emu.protocol.event;

/** What happened to a mapping. */
public enum MappingKind {
    MAP,
    GRANT,
    /** Full revocation of what was derived from a page. */
    UNMAP,
    /** Derived mappings lose the write right. */
    READ_ONLY
}
