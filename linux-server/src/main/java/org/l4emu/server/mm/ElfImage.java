package org.l4emu.server.mm;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Errno;

/** The headers of a 32-bit ARM ELF file, checked as far as Linux checks them before it maps. */
final class ElfImage {
    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int HEADER_BYTES = 52;
    private static final int MAGIC = 0x464c457f;
    private static final int CLASS_32_LITTLE = 0x0101;
    private static final int EXECUTABLE = 2;
    private static final int SHARED_OBJECT = 3;
    private static final int ARM = 40;

    /** A program header table is at most this long. */
    private static final int TABLE_BYTES_MAX = 65_536;

    private final ExecutableFile file;
    private final boolean relocatable;
    private final int entry;
    private final int tableOffset;
    private final List<ProgramHeader> headers;

    private ElfImage(
            ExecutableFile file,
            boolean relocatable,
            int entry,
            int tableOffset,
            List<ProgramHeader> headers) {
        this.file = file;
        this.relocatable = relocatable;
        this.entry = entry;
        this.tableOffset = tableOffset;
        this.headers = headers;
    }

    static int word(byte[] bytes, int at) {
        return (int) INTS.get(bytes, at);
    }

    private static int half(byte[] bytes, int at) {
        return bytes[at] & 0xff | (bytes[at + 1] & 0xff) << 8;
    }

    /**
     * Reads the headers.
     *
     * @param start the file's first bytes
     * @return ENOEXEC if it is no program for this machine
     */
    static ErrorOr<ElfImage> read(ExecutableFile file, byte[] start, FileReader reader) {
        if (start.length < HEADER_BYTES
                || word(start, 0) != MAGIC
                || half(start, 4) != CLASS_32_LITTLE) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        int type = half(start, 16);
        int entry = word(start, 24);
        int count = half(start, 44);
        boolean wrongEntry = (entry & 3) == 2;
        if (type != EXECUTABLE && type != SHARED_OBJECT
                || half(start, 18) != ARM
                || wrongEntry
                || half(start, 42) != ProgramHeader.BYTES
                || count == 0
                || count * ProgramHeader.BYTES > TABLE_BYTES_MAX) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        int tableOffset = word(start, 28);
        byte[] table = new byte[count * ProgramHeader.BYTES];
        if (reader.read(file.pages(), tableOffset & 0xffffffffL, table) < table.length) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        ArrayList<ProgramHeader> headers = new ArrayList<>(count);
        boolean loadable = false;
        for (int at = 0; at < table.length; at += ProgramHeader.BYTES) {
            ProgramHeader header = ProgramHeader.read(table, at);
            if (header.type() == ProgramHeader.LOAD) {
                loadable = true;
                if (!header.isMappable()) {
                    return ErrorOr.error(Errno.EINVAL);
                }
            }
            headers.add(header);
        }
        if (!loadable) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        return ErrorOr.of(new ElfImage(file, type == SHARED_OBJECT, entry, tableOffset, headers));
    }

    ExecutableFile file() {
        return file;
    }

    /** True for ET_DYN: it runs at any address. */
    boolean isRelocatable() {
        return relocatable;
    }

    int entry() {
        return entry;
    }

    List<ProgramHeader> headers() {
        return headers;
    }

    @Nullable ProgramHeader first(int type) {
        for (ProgramHeader header : headers) {
            if (header.type() == type) {
                return header;
            }
        }
        return null;
    }

    /** Address of the program header table in memory, before relocation; 0 if it is not mapped. */
    int tableAddress() {
        for (ProgramHeader header : headers) {
            int inside = tableOffset - header.offset();
            if (header.type() == ProgramHeader.LOAD
                    && Integer.compareUnsigned(inside, header.fileBytes()) < 0) {
                return header.address() + inside;
            }
        }
        return 0;
    }

    /** First page of all segments, before relocation. */
    int firstPage() {
        int first = Integer.MAX_VALUE;
        for (ProgramHeader header : headers) {
            if (header.type() == ProgramHeader.LOAD) {
                first = Math.min(first, header.firstPage());
            }
        }
        return first;
    }

    /** One more than the last page of all segments, before relocation. */
    int endPage() {
        int end = 0;
        for (ProgramHeader header : headers) {
            if (header.type() == ProgramHeader.LOAD) {
                end = Math.max(end, header.endPage());
            }
        }
        return end;
    }
}
