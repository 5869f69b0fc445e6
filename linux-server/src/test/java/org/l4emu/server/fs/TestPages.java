package org.l4emu.server.fs;

import java.util.ArrayList;

/** Pages that are arrays. */
final class TestPages implements PageStore {
    private final ArrayList<byte[]> pages = new ArrayList<>();
    private final ArrayList<Integer> users = new ArrayList<>();
    private final int limit;
    private int used;

    TestPages(int limit) {
        this.limit = limit;
    }

    int used() {
        return used;
    }

    @Override
    public int allocate() {
        if (used == limit) {
            return -1;
        }
        used++;
        pages.add(new byte[PAGE_BYTES]);
        users.add(1);
        return pages.size() - 1;
    }

    @Override
    public void retain(int frame) {
        users.set(frame, users.get(frame) + 1);
    }

    @Override
    public void release(int frame) {
        users.set(frame, users.get(frame) - 1);
        used -= users.get(frame) == 0 ? 1 : 0;
    }

    @Override
    public byte[] bytes(int frame) {
        return pages.get(frame);
    }

    @Override
    public byte[] writable(int frame) {
        return pages.get(frame);
    }

    @Override
    public int totalPages() {
        return limit;
    }
}
