package org.l4emu.server.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.l4emu.microkernel.memory.Flexpage;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/**
 * The server's way to user memory: walks the logical page table in software, makes pages present
 * and breaks copy-on-write as an access by the user would, without a message. A bad address leaves
 * by {@link UserFault}; bytes before it may have been copied.
 */
public final class UserMemory {
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int OFFSET_MASK = Flexpage.PAGE_SIZE - 1;

    private final PhysicalWindow window;

    public UserMemory(MachineMemory machine) {
        window = machine.window();
    }

    // Pages

    /**
     * Frame behind a user address, made present first; what a shared futex is known by.
     *
     * @throws UserFault if the access is not allowed
     */
    public int frameOf(Task task, int address, boolean write) {
        return frame(task.mm(), address, write);
    }

    private static int frame(Mm mm, int address, boolean write) {
        int page = address >>> Flexpage.PAGE_SIZE_LOG2;
        if (page < PageTable.END_PAGE) {
            int entry = mm.pages().get(page);
            if ((entry & (write ? PageTable.WRITE : PageTable.READ)) != 0) {
                return entry >>> PageTable.FRAME_SHIFT;
            }
            entry = PageResolver.resolve(mm, page, write);
            if (entry > 0) {
                return entry >>> PageTable.FRAME_SHIFT;
            }
        }
        throw UserFault.INSTANCE;
    }

    /** True if the user could read (and write) all of {@code length} bytes; makes them present. */
    public boolean isAccessible(Task task, int address, int length, boolean write) {
        long first = address & 0xffffffffL;
        long end = first + (length & 0xffffffffL);
        if (end > (long) PageTable.END_PAGE << 12) {
            return false;
        }
        for (long at = first & ~OFFSET_MASK; at < end; at += Flexpage.PAGE_SIZE) {
            if (PageResolver.resolve(task.mm(), (int) (at >>> 12), write) < 0) {
                return false;
            }
        }
        return true;
    }

    private byte[] readable(Mm mm, int address) {
        return window.bytes(frame(mm, address, false));
    }

    private byte[] writable(Mm mm, int address) {
        return window.writable(frame(mm, address, true));
    }

    // Single values, aligned or not

    public byte getByte(Task task, int address) {
        return readable(task.mm(), address)[address & OFFSET_MASK];
    }

    public void setByte(Task task, int address, int value) {
        writable(task.mm(), address)[address & OFFSET_MASK] = (byte) value;
    }

    public short getShort(Task task, int address) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 2) {
            return (short) getSplit(task, address, 2);
        }
        return (short) SHORTS.get(readable(task.mm(), address), offset);
    }

    public void setShort(Task task, int address, int value) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 2) {
            setSplit(task, address, value, 2);
        } else {
            SHORTS.set(writable(task.mm(), address), offset, (short) value);
        }
    }

    public int getInt(Task task, int address) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 4) {
            return (int) getSplit(task, address, 4);
        }
        return (int) INTS.get(readable(task.mm(), address), offset);
    }

    public void setInt(Task task, int address, int value) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 4) {
            setSplit(task, address, value, 4);
        } else {
            INTS.set(writable(task.mm(), address), offset, value);
        }
    }

    public long getLong(Task task, int address) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 8) {
            return getSplit(task, address, 8);
        }
        return (long) LONGS.get(readable(task.mm(), address), offset);
    }

    public void setLong(Task task, int address, long value) {
        int offset = address & OFFSET_MASK;
        if (offset > Flexpage.PAGE_SIZE - 8) {
            setSplit(task, address, value, 8);
        } else {
            LONGS.set(writable(task.mm(), address), offset, value);
        }
    }

    private long getSplit(Task task, int address, int bytes) {
        long value = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | getByte(task, address + i) & 0xff;
        }
        return value;
    }

    private void setSplit(Task task, int address, long value, int bytes) {
        // The far page first: nothing is written if it is bad
        for (int i = bytes - 1; i >= 0; i--) {
            setByte(task, address + i, (int) (value >>> 8 * i));
        }
    }

    /**
     * The atomic exchange robust futexes and WAKE_OP need: stores {@code value} if the word is
     * {@code expected}. Atomic because a step of the server is.
     *
     * @return the word before
     */
    public int compareAndExchange(Task task, int address, int expected, int value) {
        int before = getInt(task, address);
        if (before == expected) {
            setInt(task, address, value);
        }
        return before;
    }

    // Blocks

    /** Copies user bytes into {@code target}. */
    public void copyIn(Task task, int address, byte[] target, int offset, int length) {
        Mm mm = task.mm();
        int at = address;
        int done = 0;
        while (done < length) {
            int inPage = at & OFFSET_MASK;
            int part = Math.min(length - done, Flexpage.PAGE_SIZE - inPage);
            System.arraycopy(readable(mm, at), inPage, target, offset + done, part);
            at += part;
            done += part;
        }
    }

    /** Copies user bytes into a new array. */
    public byte[] copyIn(Task task, int address, int length) {
        byte[] bytes = new byte[length];
        copyIn(task, address, bytes, 0, length);
        return bytes;
    }

    /** Copies bytes of {@code source} to the user. */
    public void copyOut(Task task, int address, byte[] source, int offset, int length) {
        copyOut(task.mm(), address, source, offset, length);
    }

    public void copyOut(Task task, int address, byte[] source) {
        copyOut(task.mm(), address, source, 0, source.length);
    }

    void copyOut(Mm mm, int address, byte[] source, int offset, int length) {
        int at = address;
        int done = 0;
        while (done < length) {
            int inPage = at & OFFSET_MASK;
            int part = Math.min(length - done, Flexpage.PAGE_SIZE - inPage);
            System.arraycopy(source, offset + done, writable(mm, at), inPage, part);
            at += part;
            done += part;
        }
    }

    /** Writes zeros. */
    public void zero(Task task, int address, int length) {
        zero(task.mm(), address, length);
    }

    void zero(Mm mm, int address, int length) {
        int at = address;
        int left = length;
        while (left > 0) {
            int inPage = at & OFFSET_MASK;
            int part = Math.min(left, Flexpage.PAGE_SIZE - inPage);
            Arrays.fill(writable(mm, at), inPage, inPage + part, (byte) 0);
            at += part;
            left -= part;
        }
    }

    // Strings

    /**
     * Reads a NUL-terminated string.
     *
     * @return its bytes without the NUL; {@code maxBytes} bytes if there is no NUL among the first
     *     {@code maxBytes}, which the caller answers with ENAMETOOLONG
     */
    public byte[] readString(Task task, int address, int maxBytes) {
        Mm mm = task.mm();
        byte[] collected = NONE;
        int at = address;
        while (true) {
            int inPage = at & OFFSET_MASK;
            int most = Math.min(Flexpage.PAGE_SIZE - inPage, maxBytes - collected.length);
            byte[] page = readable(mm, at);
            int end = inPage;
            while (end < inPage + most && page[end] != 0) {
                end++;
            }
            int part = end - inPage;
            int before = collected.length;
            byte[] longer = before == 0 ? new byte[part] : Arrays.copyOf(collected, before + part);
            System.arraycopy(page, inPage, longer, before, part);
            collected = longer;
            if (part < most || collected.length == maxBytes) {
                return collected;
            }
            at += part;
        }
    }

    private static final byte[] NONE = new byte[0];

    /**
     * Reads an array of pointers to strings, ended by a null pointer, as execve takes it. A null
     * array is an empty one.
     *
     * @return the strings; E2BIG if they and their pointers exceed {@code maxBytes} or one of them
     *     {@link ProgramLoader#STRING_BYTES_MAX}
     */
    public ErrorOr<List<byte[]>> readStrings(Task task, int array, int maxBytes) {
        ArrayList<byte[]> strings = new ArrayList<>();
        long total = 0;
        if (array != 0) {
            for (int at = array; getInt(task, at) != 0; at += 4) {
                int most = ProgramLoader.STRING_BYTES_MAX;
                byte[] string = readString(task, getInt(task, at), most);
                total += string.length + 1 + 4;
                if (string.length >= most || total > maxBytes) {
                    return ErrorOr.error(Errno.E2BIG);
                }
                strings.add(string);
            }
        }
        return ErrorOr.of(strings);
    }
}
