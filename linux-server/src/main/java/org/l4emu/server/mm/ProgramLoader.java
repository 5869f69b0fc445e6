package org.l4emu.server.mm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.l4emu.server.process.Credentials;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

/**
 * Builds the address space execve replaces the old one with: ELF programs, with their interpreter
 * if they name one, and {@code #!} scripts. Changes nothing of the task, so every error comes
 * before the point of no return.
 */
public final class ProgramLoader {
    /** Longest argument or environment string, with its NUL. */
    public static final int STRING_BYTES_MAX = 128 << 10;

    /** Arguments and environment may always be that long. */
    private static final long ARGUMENTS_BYTES_SURE = 128L << 10;

    /** Arguments and environment are never longer than that. */
    private static final long ARGUMENTS_BYTES_MAX = 6L << 20;

    /** A script's interpreter may be a script, and so on. */
    private static final int SCRIPT_DEPTH_MAX = 5;

    /** Longest path of a program interpreter, with its NUL. */
    private static final int PATH_BYTES_MAX = 4096;

    /** Where ET_DYN programs go: two thirds of user memory. */
    private static final int RELOCATABLE_BASE_PAGE = PageTable.END_PAGE / 3 * 2;

    /** Stack mapped below the initial contents. */
    private static final int STACK_SPARE_PAGES = 32;

    /** swp, half, thumb, fast-mult, edsp: ARMv5TE without a floating-point unit. */
    private static final int HWCAP = 0x97;

    private static final int TICKS_PER_SECOND = 100;

    private static final int MODE_SET_UID = 04000;
    private static final int MODE_SET_GID = 02000;
    private static final int MODE_GROUP_EXECUTE = 010;

    private final MachineMemory machine;
    private final UserMemory user;
    private final ExecutableLookup lookup;
    private final FileReader reader;

    public ProgramLoader(MachineMemory machine, UserMemory user, ExecutableLookup lookup) {
        this.machine = machine;
        this.user = user;
        this.lookup = lookup;
        reader = new FileReader(machine.window());
    }

    /** Most bytes of argument and environment strings and their pointers. */
    public static int argumentBytesMax(MemoryLimits limits) {
        long quarter = Math.min(limits.stackBytes() / 4, ARGUMENTS_BYTES_MAX);
        return (int) Math.max(quarter, ARGUMENTS_BYTES_SURE);
    }

    /**
     * Loads a program for {@code task}, which may still be without memory of its own.
     *
     * @param random 16 bytes for AT_RANDOM
     * @return the program, or ENOENT, EACCES, ENOEXEC, E2BIG, ELIBBAD, ELOOP, ENOMEM, …
     */
    public ErrorOr<LoadedProgram> load(
            Task task, byte[] path, List<byte[]> argv, List<byte[]> envp, byte[] random) {
        MemoryLimits limits = task.hasMm() ? task.mm().limits().copy() : new MemoryLimits();
        ErrorOr<ExecutableFile> found = lookup.executable(task, path);
        List<byte[]> arguments = argv.isEmpty() ? List.of(new byte[0]) : argv;
        byte[] head = new byte[ScriptLine.HEAD_BYTES];
        byte[] current = path;
        for (int depth = 0; !found.isError(); depth++) {
            Arrays.fill(head, (byte) 0);
            int length = reader.read(found.get().pages(), 0, head);
            if (!ScriptLine.isScript(head, length)) {
                break;
            }
            ScriptLine line = ScriptLine.parse(head);
            if (line == null) {
                return ErrorOr.error(Errno.ENOEXEC);
            }
            if (depth == SCRIPT_DEPTH_MAX) {
                return ErrorOr.error(Errno.ELOOP);
            }
            arguments = scriptArguments(line, current, arguments);
            current = line.interpreter();
            found = lookup.executable(task, current);
        }
        if (found.isError()) {
            return new ErrorOr<>(found.error(), null);
        }
        if (!fits(limits, path, arguments, envp)) {
            return ErrorOr.error(Errno.E2BIG);
        }
        ErrorOr<ElfImage> image = ElfImage.read(found.get(), head, reader);
        if (image.isError()) {
            return new ErrorOr<>(image.error(), null);
        }
        ErrorOr<ElfImage> interpreter = interpreterOf(task, image.get());
        if (interpreter.isError()) {
            return new ErrorOr<>(interpreter.error(), null);
        }
        StackImage stack = new StackImage(arguments, envp, path, random);
        return build(task, limits, image.get(), interpreter.value(), stack, path);
    }

    private static List<byte[]> scriptArguments(
            ScriptLine line, byte[] script, List<byte[]> arguments) {
        ArrayList<byte[]> all = new ArrayList<>(arguments.size() + 2);
        all.add(line.interpreter());
        byte[] argument = line.argument();
        if (argument != null) {
            all.add(argument);
        }
        all.add(script);
        all.addAll(arguments.subList(1, arguments.size()));
        return all;
    }

    private static boolean fits(
            MemoryLimits limits, byte[] path, List<byte[]> arguments, List<byte[]> environment) {
        long total = path.length + 1L;
        for (List<byte[]> strings : List.of(arguments, environment)) {
            for (byte[] string : strings) {
                if (string.length >= STRING_BYTES_MAX) {
                    return false;
                }
                total += string.length + 1 + 4;
            }
        }
        return total <= argumentBytesMax(limits);
    }

    /** The interpreter a dynamic program names; without a value if it names none. */
    private ErrorOr<ElfImage> interpreterOf(Task task, ElfImage image) {
        ProgramHeader header = image.first(ProgramHeader.INTERP);
        if (header == null) {
            return new ErrorOr<>(0, null);
        }
        int length = header.fileBytes();
        if (length < 2 || length > PATH_BYTES_MAX) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        byte[] name = new byte[length];
        long offset = header.offset() & 0xffffffffL;
        if (reader.read(image.file().pages(), offset, name) < length || name[length - 1] != 0) {
            return ErrorOr.error(Errno.ENOEXEC);
        }
        int end = 0;
        while (name[end] != 0) {
            end++;
        }
        ErrorOr<ExecutableFile> file = lookup.executable(task, Arrays.copyOf(name, end));
        if (file.isError()) {
            return new ErrorOr<>(file.error(), null);
        }
        byte[] head = new byte[ScriptLine.HEAD_BYTES];
        int read = reader.read(file.get().pages(), 0, head);
        ErrorOr<ElfImage> interpreter =
                ElfImage.read(file.get(), Arrays.copyOf(head, read), reader);
        return interpreter.isError() ? ErrorOr.error(Errno.ELIBBAD) : interpreter;
    }

    private ErrorOr<LoadedProgram> build(
            Task task,
            MemoryLimits limits,
            ElfImage image,
            @Nullable ElfImage interpreter,
            StackImage stack,
            byte[] path) {
        Mm mm = new Mm(machine, limits);
        Credentials credentials = credentials(task.credentials(), image.file());
        try {
            int bias = image.isRelocatable() ? RELOCATABLE_BASE_PAGE - image.firstPage() : 0;
            ElfMapper mapper = new ElfMapper(mm, user);
            int error = mapper.map(image, bias);
            int interpreterBias = 0;
            if (error == 0 && interpreter != null) {
                if (interpreter.isRelocatable()) {
                    int first = interpreter.firstPage();
                    int room = mm.map().findRoom(interpreter.endPage() - first);
                    interpreterBias = room - first;
                }
                error = mapper.map(interpreter, interpreterBias);
            }
            mm.setBrk(image.endPage() + bias << 12);
            int sp = 0;
            if (error == 0) {
                int[] auxiliary =
                        auxiliary(image, bias, interpreter != null, interpreterBias, credentials);
                byte[] bytes = stack.build(auxiliary);
                sp = (Mm.STACK_TOP_PAGE << 12) - bytes.length;
                error = mapStack(mm, image, bytes, sp);
            }
            if (error < 0) {
                mm.release();
                return new ErrorOr<>(error, null);
            }
            mm.setArguments(
                    stack.argumentStart(), stack.environmentStart(), stack.environmentEnd());
            mm.setExecutable(image.file());
            int entry =
                    interpreter == null
                            ? image.entry() + (bias << 12)
                            : interpreter.entry() + (interpreterBias << 12);
            return ErrorOr.of(
                    new LoadedProgram(mm, entry, sp, comm(path), image.file(), credentials));
        } catch (UserFault fault) {
            // A segment that lies beyond the end of its file, or no frame left
            mm.release();
            return ErrorOr.error(Errno.EFAULT);
        }
    }

    private int mapStack(Mm mm, ElfImage image, byte[] bytes, int sp) {
        int end = Mm.STACK_TOP_PAGE;
        long pages = end - (sp >>> 12) + (long) STACK_SPARE_PAGES;
        long most = Math.max(mm.limits().stackBytes() >>> 12, end - (sp >>> 12));
        int first = end - (int) Math.min(pages, most);
        ProgramHeader wish = image.first(ProgramHeader.GNU_STACK);
        boolean executable = wish == null || (wish.protection() & Area.PROT_EXEC) != 0;
        int prot = Area.PROT_READ | Area.PROT_WRITE | (executable ? Area.PROT_EXEC : 0);
        if (!mm.areas().isFree(first, end)) {
            return -Errno.ENOMEM;
        }
        Area area = AddressMap.anonymous(first, end, prot, Area.STACK);
        area.growsDown = true;
        int error = mm.map().insert(area);
        if (error < 0) {
            return error;
        }
        user.copyOut(mm, sp, bytes, 0, bytes.length);
        return 0;
    }

    private static int[] auxiliary(
            ElfImage image,
            int bias,
            boolean interpreted,
            int interpreterBias,
            Credentials credentials) {
        boolean secure =
                credentials.uid() != credentials.euid() || credentials.gid() != credentials.egid();
        return new int[] {
            StackImage.AT_HWCAP,
            HWCAP,
            StackImage.AT_PAGESZ,
            4096,
            StackImage.AT_CLKTCK,
            TICKS_PER_SECOND,
            StackImage.AT_PHDR,
            image.tableAddress() + (bias << 12),
            StackImage.AT_PHENT,
            ProgramHeader.BYTES,
            StackImage.AT_PHNUM,
            image.headers().size(),
            StackImage.AT_BASE,
            interpreted ? interpreterBias << 12 : 0,
            StackImage.AT_FLAGS,
            0,
            StackImage.AT_ENTRY,
            image.entry() + (bias << 12),
            StackImage.AT_UID,
            credentials.uid(),
            StackImage.AT_EUID,
            credentials.euid(),
            StackImage.AT_GID,
            credentials.gid(),
            StackImage.AT_EGID,
            credentials.egid(),
            StackImage.AT_SECURE,
            secure ? 1 : 0,
            StackImage.AT_HWCAP2,
            0
        };
    }

    private static Credentials credentials(Credentials old, ExecutableFile file) {
        int mode = file.mode();
        int euid = (mode & MODE_SET_UID) != 0 ? file.uid() : old.euid();
        int setGid = MODE_SET_GID | MODE_GROUP_EXECUTE;
        int egid = (mode & setGid) == setGid ? file.gid() : old.egid();
        return new Credentials(old.uid(), euid, euid, euid, old.gid(), egid, egid, egid);
    }

    private static String comm(byte[] path) {
        String name = new String(path, StandardCharsets.ISO_8859_1);
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
