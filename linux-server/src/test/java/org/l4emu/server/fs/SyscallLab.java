package org.l4emu.server.fs;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.Mockito.lenient;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.mockito.Mockito.withSettings;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.l4emu.server.mm.UserFault;
import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.process.BlockedOperation;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Task;
import org.l4emu.server.process.ThreadGroup;
import org.l4emu.server.schedule.WaitQueue;
import org.l4emu.server.syscall.SyscallHandler;
import org.l4emu.server.syscall.SyscallTable;

/**
 * Makes system calls as a task would. User memory is one array: good from {@link #BASE} for {@link
 * #BYTES}, a fault everywhere else.
 */
final class SyscallLab {
    static final int BASE = 0x10000;
    static final int BYTES = 0x40000;
    static final int BAD = 0x1000;
    static final int BLOCKED = SyscallHandler.BLOCKED;

    final Files files = new Files();
    final ByteBuffer memory = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    final SyscallTable table = new SyscallTable();
    final FileTable descriptors = files.vfs.standardFiles();
    private final Task task = mock(Task.class, withSettings().stubOnly());
    private final UserMemory user = mock(UserMemory.class, withSettings().stubOnly());
    private int next = BASE;
    private BlockedOperation waiting;

    SyscallLab() {
        files.server.memory = user;
        stubMemory();
        FsSyscalls.register(table, files.vfs, files.server);
        ThreadGroup group = mock(ThreadGroup.class, withSettings().stubOnly());
        when(group.pid()).thenReturn(1);
        when(group.session()).thenReturn(1);
        when(task.group()).thenReturn(group);
        when(task.files()).thenReturn(descriptors);
        FsContext context = files.vfs.rootContext();
        when(task.fs()).thenReturn(context);
        when(task.credentials()).thenReturn(Credentials.ROOT);
        when(task.block(any(), any(WaitQueue[].class)))
                .thenAnswer(
                        call -> {
                            waiting = call.getArgument(0);
                            return BLOCKED;
                        });
    }

    private void stubMemory() {
        when(user.getInt(any(), anyInt())).thenAnswer(c -> memory.getInt(at(c.getArgument(1), 4)));
        when(user.getLong(any(), anyInt()))
                .thenAnswer(c -> memory.getLong(at(c.getArgument(1), 8)));
        when(user.getShort(any(), anyInt()))
                .thenAnswer(c -> memory.getShort(at(c.getArgument(1), 2)));
        lenient()
                .doAnswer(c -> memory.putInt(at(c.getArgument(1), 4), (int) c.getArgument(2)))
                .when(user)
                .setInt(any(), anyInt(), anyInt());
        lenient()
                .doAnswer(c -> memory.putLong(at(c.getArgument(1), 8), (long) c.getArgument(2)))
                .when(user)
                .setLong(any(), anyInt(), anyLong());
        when(user.copyIn(any(), anyInt(), anyInt()))
                .thenAnswer(c -> bytes(c.getArgument(1), c.getArgument(2)));
        lenient()
                .doAnswer(
                        c -> {
                            byte[] from = bytes(c.getArgument(1), c.getArgument(4));
                            System.arraycopy(
                                    from,
                                    0,
                                    c.<byte[]>getArgument(2),
                                    c.<Integer>getArgument(3),
                                    from.length);
                            return null;
                        })
                .when(user)
                .copyIn(any(), anyInt(), any(byte[].class), anyInt(), anyInt());
        lenient()
                .doAnswer(
                        c -> {
                            int length = c.getArgument(4);
                            memory.put(
                                    at(c.getArgument(1), length),
                                    c.<byte[]>getArgument(2),
                                    c.<Integer>getArgument(3),
                                    length);
                            return null;
                        })
                .when(user)
                .copyOut(any(), anyInt(), any(byte[].class), anyInt(), anyInt());
        lenient()
                .doAnswer(
                        c -> {
                            byte[] source = c.getArgument(2);
                            memory.put(at(c.getArgument(1), source.length), source);
                            return null;
                        })
                .when(user)
                .copyOut(any(Task.class), anyInt(), any(byte[].class));
        when(user.readString(any(), anyInt(), anyInt()))
                .thenAnswer(c -> string(c.getArgument(1), c.getArgument(2)));
    }

    private static int at(int address, int length) {
        if (length == 0) {
            return 0;
        }
        if (address < BASE || address + length > BASE + BYTES) {
            throw UserFault.INSTANCE;
        }
        return address - BASE;
    }

    private byte[] bytes(int address, int length) {
        int from = at(address, length);
        return Arrays.copyOfRange(memory.array(), from, from + length);
    }

    private byte[] string(int address, int most) {
        int end = at(address, 1);
        while (memory.get(end) != 0 && end - at(address, 1) < most) {
            end++;
        }
        return Arrays.copyOfRange(memory.array(), at(address, 1), end);
    }

    /** Puts a string into user memory; its address. */
    int string(String text) {
        int address = space(text.length() + 1);
        memory.put(address - BASE, text.getBytes(StandardCharsets.ISO_8859_1));
        return address;
    }

    /** Fresh user memory, word-aligned. */
    int space(int length) {
        int address = next;
        next += length + 7 & ~7;
        return address;
    }

    String text(int address, int length) {
        return new String(bytes(address, length), StandardCharsets.ISO_8859_1);
    }

    int word(int address) {
        return memory.getInt(address - BASE);
    }

    void setWord(int address, int value) {
        memory.putInt(address - BASE, value);
    }

    /** Makes a call; its result, {@link #BLOCKED} if it waits. */
    int call(int number, int... arguments) {
        for (int i = 0; i < 7; i++) {
            when(task.arg(i)).thenReturn(i < arguments.length ? arguments[i] : 0);
        }
        try {
            return table.row(number).handler().call(task);
        } catch (UserFault bad) {
            return -14;
        }
    }

    /** Lets the waiting call look again, and ends it if it is over. */
    int resume() {
        int result = waiting.resume(task);
        if (result != BLOCKED) {
            waiting.ended(task);
        }
        return result;
    }

    /** A signal ends the wait. */
    int interrupt() {
        int result = waiting.interrupted(task);
        waiting.ended(task);
        return result;
    }

    String waitsFor() {
        return waiting.waitsFor();
    }
}
