package org.l4emu.microkernel.cpu;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A small address space: pages with rights, decoded code dropped on the first store to its page.
 */
final class TestMemory extends CpuMemory {
    private final boolean fast;
    private final Map<Integer, Page> pages = new TreeMap<>();

    private static final class Page {
        private final byte[] bytes;
        private final boolean writable;
        private @Nullable CodePage code;

        private Page(byte[] bytes, boolean writable) {
            this.bytes = bytes;
            this.writable = writable;
        }
    }

    TestMemory(boolean fast) {
        this.fast = fast;
    }

    void map(int address, boolean writable) {
        byte[] bytes = new byte[4096];
        pages.put(address >>> 12, new Page(bytes, writable));
        setRead(address, bytes);
        setWrite(address, writable ? bytes : null);
        setCode(address, null);
    }

    void unmap(int address) {
        pages.remove(address >>> 12);
        setRead(address, null);
        setWrite(address, null);
        setCode(address, null);
    }

    /** Writes past all rights and without telling the processor: for setting up and looking. */
    void poke(int address, int word) {
        Bus.WORD.set(page(address).bytes, address & 0xfff, word);
    }

    void pokeHalf(int address, int half) {
        Bus.HALF.set(page(address).bytes, address & 0xfff, (short) half);
    }

    int peek(int address) {
        return (int) Bus.WORD.get(page(address).bytes, address & 0xfff);
    }

    int hash(int address) {
        return Arrays.hashCode(page(address).bytes);
    }

    private Page page(int address) {
        Page page = pages.get(address >>> 12);
        if (page == null) {
            throw new IllegalArgumentException(String.format("no page at %08x", address));
        }
        return page;
    }

    @Override
    protected boolean storeSlow(int address) {
        Page page = pages.get(address >>> 12);
        if (page == null || !page.writable) {
            return false;
        }
        if (page.code != null) {
            page.code.invalidate();
            page.code = null;
            setCode(address, null);
        }
        setWrite(address, page.bytes);
        return true;
    }

    @Override
    protected @Nullable CodePage codePage(int address) {
        Page page = pages.get(address >>> 12);
        if (page == null) {
            return null;
        }
        if (page.code == null) {
            page.code = new CodePage(page.bytes, fast);
        }
        setCode(address, page.code);
        setWrite(address, null);
        return page.code;
    }
}
