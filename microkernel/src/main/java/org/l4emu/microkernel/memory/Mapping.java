package org.l4emu.microkernel.memory;

import org.jspecify.annotations.Nullable;

/**
 * Node of the mapping database: one page of one address space, with the mapping it was derived from
 * and those derived from it. Rights are only ever those of the parent or less.
 */
final class Mapping {
    final AddressSpace space;
    final int page;
    final Frame frame;
    boolean writable;
    @Nullable Mapping parent;
    @Nullable Mapping firstChild;
    @Nullable Mapping next;
    @Nullable Mapping previous;

    Mapping(AddressSpace space, int page, Frame frame, boolean writable) {
        this.space = space;
        this.page = page;
        this.frame = frame;
        this.writable = writable;
    }

    void addChild(Mapping child) {
        child.parent = this;
        child.previous = null;
        child.next = firstChild;
        if (firstChild != null) {
            firstChild.previous = child;
        }
        firstChild = child;
    }

    /** Takes this node, with its subtree, out of its parent's list. */
    void detach() {
        if (previous != null) {
            previous.next = next;
        } else if (parent != null) {
            parent.firstChild = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        parent = null;
        next = null;
        previous = null;
    }
}
