package org.l4emu.server.mm;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a new program finds on its stack, from the top of user memory downwards.
 *
 * <pre>
 *   top − 4    null word
 *              path it was called by
 *              environment strings
 *              argument strings
 *   16-aligned
 *              platform string, 16 random bytes
 *              auxiliary vector, ended by AT_NULL
 *              environment pointers, null
 *              argument pointers, null
 *   sp         argument count (16-aligned)
 * </pre>
 */
final class StackImage {
    static final int AT_PHDR = 3;
    static final int AT_PHENT = 4;
    static final int AT_PHNUM = 5;
    static final int AT_PAGESZ = 6;
    static final int AT_BASE = 7;
    static final int AT_FLAGS = 8;
    static final int AT_ENTRY = 9;
    static final int AT_UID = 11;
    static final int AT_EUID = 12;
    static final int AT_GID = 13;
    static final int AT_EGID = 14;
    static final int AT_PLATFORM = 15;
    static final int AT_HWCAP = 16;
    static final int AT_CLKTCK = 17;
    static final int AT_SECURE = 23;
    static final int AT_RANDOM = 25;
    static final int AT_HWCAP2 = 26;
    static final int AT_EXECFN = 31;

    /** Bytes of AT_RANDOM. */
    static final int RANDOM_BYTES = 16;

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] PLATFORM = {'v', '5', 'l', 0};
    private static final int TOP = Mm.STACK_TOP_PAGE << 12;
    private static final int NULL_WORD_BYTES = 4;

    private final List<byte[]> arguments;
    private final List<byte[]> environment;
    private final byte[] path;
    private final byte[] random;
    private final int pathAddress;
    private final int environmentStart;
    private final int argumentStart;
    private final int platformAddress;
    private final int randomAddress;

    StackImage(List<byte[]> arguments, List<byte[]> environment, byte[] path, byte[] random) {
        this.arguments = arguments;
        this.environment = environment;
        this.path = path;
        this.random = random;
        pathAddress = TOP - NULL_WORD_BYTES - (path.length + 1);
        environmentStart = pathAddress - stringBytes(environment);
        argumentStart = environmentStart - stringBytes(arguments);
        platformAddress = (argumentStart & ~15) - PLATFORM.length;
        randomAddress = platformAddress - RANDOM_BYTES;
    }

    private static int stringBytes(List<byte[]> strings) {
        int bytes = 0;
        for (byte[] string : strings) {
            bytes += string.length + 1;
        }
        return bytes;
    }

    int argumentStart() {
        return argumentStart;
    }

    int environmentStart() {
        return environmentStart;
    }

    int environmentEnd() {
        return pathAddress;
    }

    /** Address of the argument count for an auxiliary vector of {@code pairs} pairs. */
    private int stackPointer(int pairs) {
        int words = 1 + arguments.size() + 1 + environment.size() + 1 + 2 * pairs;
        return randomAddress - 4 * words & ~15;
    }

    /**
     * The finished bytes, which end at the top of user memory; the stack pointer is that less their
     * number.
     *
     * @param auxiliary pairs of kind and value; the addresses only this image knows and AT_NULL are
     *     added to them
     */
    byte[] build(int... auxiliary) {
        int pairs = auxiliary.length / 2 + 4;
        int sp = stackPointer(pairs);
        byte[] image = new byte[TOP - sp];
        putString(image, pathAddress - sp, path);
        System.arraycopy(PLATFORM, 0, image, platformAddress - sp, PLATFORM.length);
        System.arraycopy(random, 0, image, randomAddress - sp, RANDOM_BYTES);
        int at = putWord(image, 0, arguments.size());
        at = putStrings(image, at, sp, argumentStart, arguments);
        at = putStrings(image, at, sp, environmentStart, environment);
        for (int value : auxiliary) {
            at = putWord(image, at, value);
        }
        at = putPair(image, at, AT_RANDOM, randomAddress);
        at = putPair(image, at, AT_EXECFN, pathAddress);
        at = putPair(image, at, AT_PLATFORM, platformAddress);
        putPair(image, at, 0, 0);
        return image;
    }

    private static int putStrings(
            byte[] image, int pointersAt, int sp, int start, List<byte[]> strings) {
        int at = pointersAt;
        int address = start;
        for (byte[] string : strings) {
            putString(image, address - sp, string);
            at = putWord(image, at, address);
            address += string.length + 1;
        }
        return putWord(image, at, 0);
    }

    private static void putString(byte[] image, int at, byte[] string) {
        System.arraycopy(string, 0, image, at, string.length);
    }

    @CanIgnoreReturnValue
    private static int putPair(byte[] image, int at, int kind, int value) {
        return putWord(image, putWord(image, at, kind), value);
    }

    private static int putWord(byte[] image, int at, int value) {
        INTS.set(image, at, value);
        return at + 4;
    }
}
