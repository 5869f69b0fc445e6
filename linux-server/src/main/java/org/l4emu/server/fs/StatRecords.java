package org.l4emu.server.fs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The structures stat, statx and statfs fill in, as ARM EABI programs see them.
 *
 * <pre>
 *   struct stat64, 104 bytes
 *     0 dev (64)    12 ino (32)   16 mode   20 nlink   24 uid   28 gid   32 rdev (64)
 *    48 size (64)   56 blksize    64 blocks (64)
 *    72 atime, ns   80 mtime, ns  88 ctime, ns         96 ino (64)
 *
 *   struct stat, 64 bytes
 *     0 dev   4 ino   8 mode (16)   10 nlink (16)   12 uid (16)   14 gid (16)
 *    16 rdev  20 size  24 blksize   28 blocks   32 atime, ns   40 mtime, ns   48 ctime, ns
 *
 *   struct statx, 256 bytes
 *     0 mask   4 blksize   8 attributes (64)   16 nlink   20 uid   24 gid   28 mode (16)
 *    32 ino (64)   40 size (64)   48 blocks (64)   56 attributes_mask (64)
 *    64 atime   80 btime   96 ctime   112 mtime: each seconds (64), ns (32), padding
 *   128 rdev major, minor   136 dev major, minor   144 mnt_id (64)
 *
 *   struct statfs64, 84 bytes
 *     0 type   4 bsize   8 blocks (64)   16 bfree (64)   24 bavail (64)   32 files (64)
 *    40 ffree (64)   48 fsid (64)   56 namelen   60 frsize   64 flags
 * </pre>
 */
final class StatRecords {
    static final int STATX_BASIC_STATS = 0x7ff;

    private static final int BLOCK_BYTES = 4096;
    private static final int NAME_MAX = 255;
    private static final long NANOS = 1_000_000_000L;
    private static final int RELATIME = 4096;

    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private StatRecords() {}

    /** Major and minor in one word, as the kernel encodes them. */
    static int device(int major, int minor) {
        return minor & 0xff | major << 8 | (minor & ~0xff) << 12;
    }

    static byte[] stat64(Inode inode) {
        byte[] b = new byte[104];
        putLong(b, 0, device(0, inode.fileSystem().deviceMinor()));
        putInt(b, 12, inode.number());
        putInt(b, 16, inode.mode());
        putInt(b, 20, inode.links());
        putInt(b, 24, inode.uid());
        putInt(b, 28, inode.gid());
        putLong(b, 32, device(inode.deviceMajor(), inode.deviceMinor()));
        putLong(b, 48, inode.sizeBytes());
        putInt(b, 56, BLOCK_BYTES);
        putLong(b, 64, inode.sectors());
        putTime32(b, 72, inode.accessNanos());
        putTime32(b, 80, inode.modificationNanos());
        putTime32(b, 88, inode.changeNanos());
        putLong(b, 96, inode.number());
        return b;
    }

    static byte[] stat(Inode inode) {
        byte[] b = new byte[64];
        putInt(b, 0, device(0, inode.fileSystem().deviceMinor()));
        putInt(b, 4, inode.number());
        putShort(b, 8, inode.mode());
        putShort(b, 10, inode.links());
        putShort(b, 12, inode.uid());
        putShort(b, 14, inode.gid());
        putInt(b, 16, device(inode.deviceMajor(), inode.deviceMinor()));
        putInt(b, 20, (int) inode.sizeBytes());
        putInt(b, 24, BLOCK_BYTES);
        putInt(b, 28, (int) inode.sectors());
        putTime32(b, 32, inode.accessNanos());
        putTime32(b, 40, inode.modificationNanos());
        putTime32(b, 48, inode.changeNanos());
        return b;
    }

    static byte[] statx(Inode inode) {
        byte[] b = new byte[256];
        putInt(b, 0, STATX_BASIC_STATS);
        putInt(b, 4, BLOCK_BYTES);
        putInt(b, 16, inode.links());
        putInt(b, 20, inode.uid());
        putInt(b, 24, inode.gid());
        putShort(b, 28, inode.mode());
        putLong(b, 32, inode.number());
        putLong(b, 40, inode.sizeBytes());
        putLong(b, 48, inode.sectors());
        putTime64(b, 64, inode.accessNanos());
        putTime64(b, 96, inode.changeNanos());
        putTime64(b, 112, inode.modificationNanos());
        putInt(b, 128, inode.deviceMajor());
        putInt(b, 132, inode.deviceMinor());
        putInt(b, 140, inode.fileSystem().deviceMinor());
        return b;
    }

    static byte[] statfs64(FileSystem tree) {
        byte[] b = new byte[84];
        putInt(b, 0, tree.magic());
        putInt(b, 4, BLOCK_BYTES);
        putLong(b, 8, tree.totalBlocks());
        putLong(b, 16, tree.freeBlocks());
        putLong(b, 24, tree.freeBlocks());
        putLong(b, 32, tree.totalBlocks());
        putLong(b, 40, Math.max(0, tree.totalBlocks() - tree.inodeNumbersUsed()));
        putInt(b, 48, tree.deviceMinor());
        putInt(b, 56, NAME_MAX);
        putInt(b, 60, BLOCK_BYTES);
        putInt(b, 64, RELATIME | (tree.isReadOnly() ? 1 : 0));
        return b;
    }

    static byte[] statfs(FileSystem tree) {
        byte[] b = new byte[64];
        putInt(b, 0, tree.magic());
        putInt(b, 4, BLOCK_BYTES);
        putInt(b, 8, (int) tree.totalBlocks());
        putInt(b, 12, (int) tree.freeBlocks());
        putInt(b, 16, (int) tree.freeBlocks());
        putInt(b, 20, (int) tree.totalBlocks());
        putInt(b, 24, (int) Math.max(0, tree.totalBlocks() - tree.inodeNumbersUsed()));
        putInt(b, 28, tree.deviceMinor());
        putInt(b, 36, NAME_MAX);
        putInt(b, 40, BLOCK_BYTES);
        putInt(b, 44, RELATIME | (tree.isReadOnly() ? 1 : 0));
        return b;
    }

    private static void putTime32(byte[] b, int at, long nanos) {
        putInt(b, at, (int) Math.floorDiv(nanos, NANOS));
        putInt(b, at + 4, (int) Math.floorMod(nanos, NANOS));
    }

    private static void putTime64(byte[] b, int at, long nanos) {
        putLong(b, at, Math.floorDiv(nanos, NANOS));
        putInt(b, at + 8, (int) Math.floorMod(nanos, NANOS));
    }

    private static void putShort(byte[] b, int at, int value) {
        SHORTS.set(b, at, (short) value);
    }

    private static void putInt(byte[] b, int at, int value) {
        INTS.set(b, at, value);
    }

    private static void putLong(byte[] b, int at, long value) {
        LONGS.set(b, at, value);
    }
}
