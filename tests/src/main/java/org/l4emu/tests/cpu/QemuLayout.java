package org.l4emu.tests.cpu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.l4emu.microkernel.cpu.KuserPage;

/**
 * Memory of a static program as {@code qemu-arm -cpu arm946} lays it out for an empty environment,
 * so that registers need no translation.
 *
 * <pre>
 *   top - 8          nothing
 *   below            name of the program; above it in memory nothing, below it the arguments
 *   below            "v5l", then down to a multiple of 16, then 16 random bytes
 *   sp               argc, argv, 0, (no environment) 0, nineteen auxiliary pairs
 * </pre>
 */
final class QemuLayout {
    private static final int PAGE_BYTES = 4096;
    private static final int STACK_BYTES = 8 << 20;
    private static final int LOAD = 1;
    private static final int HARDWARE = 0x97;
    private static final int AUXILIARY_PAIRS = 19;

    /** Where AT_UID to AT_EGID are counted from the first pair: the host's user. */
    private static final int USER_PAIR = 7;

    private final FlatMemory memory = new FlatMemory();
    private final UnknownBytes unknown;
    private final ByteBuffer file;
    private int header;

    private QemuLayout(Path program, UnknownBytes unknown) throws IOException {
        this.file = ByteBuffer.wrap(Files.readAllBytes(program)).order(ByteOrder.LITTLE_ENDIAN);
        this.unknown = unknown;
    }

    /** Precondition: the stack pointer is qemu's; it says where the stack ends. */
    static FlatMemory load(
            Path program, List<String> arguments, int stackPointer, UnknownBytes unknown)
            throws IOException {
        QemuLayout layout = new QemuLayout(program, unknown);
        layout.segments();
        layout.stack(arguments, stackPointer);
        layout.memory.map(KuserPage.ADDRESS, PAGE_BYTES);
        layout.memory.put(KuserPage.ADDRESS, KuserPage.bytes());
        return layout.memory;
    }

    private void segments() {
        int table = file.getInt(28);
        int count = file.getShort(44);
        for (int i = 0; i < count; i++) {
            int at = table + 32 * i;
            if (file.getInt(at) == LOAD) {
                int address = file.getInt(at + 8);
                byte[] bytes = new byte[file.getInt(at + 16)];
                file.get(file.getInt(at + 4), bytes);
                memory.map(address, file.getInt(at + 20));
                memory.put(address, bytes);
                header = file.getInt(at + 4) == 0 ? address : header;
            }
        }
    }

    private void stack(List<String> arguments, int stackPointer) {
        int strings = arguments.get(0).length() + 1;
        for (String argument : arguments) {
            strings += argument.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        int top = (stackPointer + strings + PAGE_BYTES) & -PAGE_BYTES;
        memory.map(top - STACK_BYTES, STACK_BYTES);
        int name = top - 8 - arguments.get(0).length() - 1;
        putText(name, arguments.get(0));
        int platform = top - 8 - strings - 4;
        putText(platform, "v5l");
        int random = (platform & -16) - 16;
        unknown.mark(random, 16);
        int pairs = stackPointer + 4 * (arguments.size() + 3);
        int expected = (random - 4 * (arguments.size() + 3) - 8 * AUXILIARY_PAIRS) & -16;
        if (expected != stackPointer) {
            throw new IllegalStateException(
                    String.format("sp is %08x, not %08x", stackPointer, expected));
        }
        memory.putWord(stackPointer, arguments.size());
        int at = platform + 4;
        for (int i = 0; i < arguments.size(); i++) {
            memory.putWord(stackPointer + 4 + 4 * i, at);
            putText(at, arguments.get(i));
            at += arguments.get(i).getBytes(StandardCharsets.UTF_8).length + 1;
        }
        auxiliary(pairs, name, platform, random);
    }

    private void putText(int address, String text) {
        memory.put(address, (text + '\0').getBytes(StandardCharsets.UTF_8));
    }

    private void auxiliary(int address, int name, int platform, int random) {
        int[] pairs = {
            3,
            header + file.getInt(28),
            4,
            32,
            5,
            file.getShort(44),
            6,
            PAGE_BYTES,
            7,
            0,
            8,
            0,
            9,
            file.getInt(24),
            11,
            0,
            12,
            0,
            13,
            0,
            14,
            0,
            16,
            HARDWARE,
            17,
            100,
            25,
            random,
            23,
            0,
            31,
            name,
            26,
            0,
            15,
            platform,
            0,
            0
        };
        for (int i = 0; i < pairs.length; i++) {
            memory.putWord(address + 4 * i, pairs[i]);
        }
        for (int i = USER_PAIR; i < USER_PAIR + 4; i++) {
            unknown.mark(address + 8 * i + 4, 4);
        }
    }
}
