package org.l4emu.tests.cpu;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.l4emu.microkernel.cpu.CodePage;
import org.l4emu.microkernel.cpu.CpuMemory;

/**
 * An address space without a kernel: pages that are mapped by hand, all of them readable, writable
 * and executable. A page with decoded code is kept from the fast store path until it is written.
 */
public final class FlatMemory extends CpuMemory {
    private static final int PAGE_BYTES = 4096;

    /** Maps fresh zero pages over the range; pages that are there already stay. */
    public void map(int address, int bytes) {
        int last = (address + bytes - 1) >>> 12;
        for (int page = address >>> 12; page <= last; page++) {
            if (pageAt(page << 12) == null) {
                byte[] fresh = new byte[PAGE_BYTES];
                setRead(page << 12, fresh);
                setWrite(page << 12, fresh);
            }
        }
    }

    public void unmap(int address, int bytes) {
        int last = (address + bytes - 1) >>> 12;
        for (int page = address >>> 12; page <= last; page++) {
            CodePage decoded = code[page >>> 10][page & 0x3ff];
            if (decoded != null) {
                decoded.invalidate();
                setCode(page << 12, null);
            }
            setRead(page << 12, null);
            setWrite(page << 12, null);
        }
    }

    public boolean isMapped(int address) {
        return pageAt(address) != null;
    }

    private byte @Nullable [] pageAt(int address) {
        return read[address >>> 22][(address >>> 12) & 0x3ff];
    }

    private byte[] page(int address) {
        byte[] page = pageAt(address);
        if (page == null) {
            throw new IllegalArgumentException(String.format("nothing mapped at 0x%08x", address));
        }
        return page;
    }

    public void put(int address, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            putByte(address + i, bytes[i]);
        }
    }

    private void putByte(int address, int value) {
        dropCode(address);
        page(address)[address & 0xfff] = (byte) value;
    }

    public void putWord(int address, int value) {
        for (int i = 0; i < 4; i++) {
            putByte(address + i, value >>> (8 * i));
        }
    }

    public int word(int address) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            int at = address + i;
            value = (value << 8) | (page(at)[at & 0xfff] & 0xff);
        }
        return value;
    }

    public int half(int address) {
        byte[] page = page(address);
        int offset = address & 0xffe;
        return (page[offset] & 0xff) | ((page[offset + 1] & 0xff) << 8);
    }

    public byte[] get(int address, int bytes) {
        byte[] copy = new byte[bytes];
        for (int done = 0; done < bytes; ) {
            int at = address + done;
            int part = Math.min(bytes - done, PAGE_BYTES - (at & 0xfff));
            System.arraycopy(page(at), at & 0xfff, copy, done, part);
            done += part;
        }
        return copy;
    }

    /** The bytes up to the next zero, as text. */
    public String text(int address) {
        int end = address;
        while (page(end)[end & 0xfff] != 0) {
            end++;
        }
        return new String(get(address, end - address), StandardCharsets.ISO_8859_1);
    }

    /** FNV-1a over everything mapped, in the order of addresses. */
    public long digest() {
        long hash = 0xcbf29ce484222325L;
        for (byte[][] leaf : read) {
            for (byte[] page : leaf) {
                if (page != null) {
                    hash = (hash ^ Arrays.hashCode(page)) * 0x100000001b3L;
                }
            }
        }
        return hash;
    }

    private void dropCode(int address) {
        CodePage decoded = code[address >>> 22][(address >>> 12) & 0x3ff];
        if (decoded != null) {
            decoded.invalidate();
            setCode(address, null);
            setWrite(address, page(address));
        }
    }

    @Override
    protected boolean storeSlow(int address) {
        if (pageAt(address) == null) {
            return false;
        }
        dropCode(address);
        return true;
    }

    @Override
    protected @Nullable CodePage codePage(int address) {
        byte[] bytes = pageAt(address);
        if (bytes == null) {
            return null;
        }
        CodePage fresh = new CodePage(bytes);
        setCode(address, fresh);
        setWrite(address, null);
        return fresh;
    }
}
