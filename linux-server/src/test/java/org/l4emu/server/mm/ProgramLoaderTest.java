package org.l4emu.server.mm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.l4emu.server.mm.MemoryLab.TestFile;
import org.l4emu.server.mm.MemoryLab.User;
import org.l4emu.server.process.Errno;
import org.l4emu.server.process.Task;

class ProgramLoaderTest {
    private static final byte[] RANDOM = new byte[16];
    private static final int DYNAMIC_BASE = 0x7f554000;

    private final MemoryLab lab = new MemoryLab();
    private final TreeMap<String, TestFile> files = new TreeMap<>();
    private final Task caller = lab.user().task;
    private final ProgramLoader loader =
            new ProgramLoader(lab.machine, lab.user, (task, path) -> find(text(path)));

    private ErrorOr<ExecutableFile> find(String path) {
        TestFile file = files.get(path);
        if (file == null) {
            return ErrorOr.error(Errno.ENOENT);
        }
        return (file.mode & 0111) == 0 ? ErrorOr.error(Errno.EACCES) : ErrorOr.of(file);
    }

    private TestFile file(String path, byte[] contents) {
        TestFile file = lab.new TestFile(contents);
        file.path = path;
        files.put(path, file);
        return file;
    }

    private static byte[] raw(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> list(String... strings) {
        ArrayList<byte[]> list = new ArrayList<>();
        for (String string : strings) {
            list.add(raw(string));
        }
        return list;
    }

    private ErrorOr<LoadedProgram> load(String path, String... arguments) {
        return loader.load(caller, raw(path), list(arguments), list("A=1", "B=2"), RANDOM);
    }

    private User start(String path, String... arguments) {
        LoadedProgram program = load(path, arguments).get();
        return lab.new User(program.mm());
    }

    private List<String> argumentsOf(User user, int sp) {
        return lab.user.readStrings(user.task, sp + 4, 1 << 20).get().stream()
                .map(ProgramLoaderTest::text)
                .toList();
    }

    private int auxiliary(User user, int sp, int kind) {
        int at = sp + 4;
        for (int nulls = 0; nulls < 2; at += 4) {
            nulls += lab.user.getInt(user.task, at) == 0 ? 1 : 0;
        }
        while (lab.user.getInt(user.task, at) != kind) {
            assertThat(lab.user.getInt(user.task, at)).as("end of vector").isNotZero();
            at += 8;
        }
        return lab.user.getInt(user.task, at + 4);
    }

    @Test
    void segmentsShowTheFileAndBssIsZero() {
        byte[] image = TinyElf.ordinary().build();
        TestFile file = file("/bin/p", image);
        LoadedProgram program = load("/bin/p", "p").get();
        User user = lab.new User(program.mm());

        assertThat(program.entry()).isEqualTo(0x10100);
        assertThat(user.load(0x10100)).isEqualTo(image[0x100]);
        assertThat(user.frame(0x10100)).isEqualTo(file.frames[0]);
        assertThat(user.load(0x21103)).isEqualTo(image[0x1103]);
        assertThat(lab.user.copyIn(user.task, 0x21104, 0x1f00)).containsOnly(0);
        assertThat(user.access(0x10100, true)).isEqualTo(PageFaultResult.NOT_ALLOWED);
        assertThat(program.mm().brk()).isEqualTo(0x24000);
        assertThat(program.comm()).isEqualTo("p");
        assertThat(file.at(0x1103)).isEqualTo(image[0x1103]);
    }

    @Test
    void areasLookAsLinuxShowsThem() {
        file("/bin/p", TinyElf.ordinary().build());

        assertThat(start("/bin/p", "p").mm.describeAreas())
                .extracting(
                        a -> String.format("%x-%x %s %s", a.start(), a.end(), a.rights(), a.name()))
                .containsExactly(
                        "10000-11000 r-xp /bin/p",
                        "21000-22000 rw-p /bin/p",
                        "22000-24000 rw-p ",
                        "befdf000-bf000000 rw-p [stack]");
    }

    @Test
    void theStackHoldsArgumentsEnvironmentAndVector() {
        file("/bin/p", TinyElf.ordinary().build());
        LoadedProgram program = load("/bin/p", "p", "", "two words").get();
        User user = lab.new User(program.mm());
        int sp = program.stackPointer();

        assertThat(sp & 15).isZero();
        assertThat(lab.user.getInt(user.task, sp)).isEqualTo(3);
        assertThat(argumentsOf(user, sp)).containsExactly("p", "", "two words");
        assertThat(argumentsOf(user, sp + 16)).containsExactly("A=1", "B=2");
        assertThat(auxiliary(user, sp, StackImage.AT_PHDR)).isEqualTo(0x10034);
        assertThat(auxiliary(user, sp, StackImage.AT_PHNUM)).isEqualTo(3);
        assertThat(auxiliary(user, sp, StackImage.AT_ENTRY)).isEqualTo(0x10100);
        assertThat(auxiliary(user, sp, StackImage.AT_BASE)).isZero();
        assertThat(auxiliary(user, sp, StackImage.AT_HWCAP)).isEqualTo(0x97);
        int platform = auxiliary(user, sp, StackImage.AT_PLATFORM);
        assertThat(text(lab.user.readString(user.task, platform, 9))).isEqualTo("v5l");
        int path = auxiliary(user, sp, StackImage.AT_EXECFN);
        assertThat(text(lab.user.readString(user.task, path, 99))).isEqualTo("/bin/p");
        assertThat(path + 7).isEqualTo(0xbf000000 - 4);
        assertThat(lab.user.getInt(user.task, 0xbf000000 - 4)).isZero();
    }

    @Test
    void theRandomBytesAreThoseGiven() {
        file("/bin/p", TinyElf.ordinary().build());
        byte[] random = raw("0123456789abcdef");
        LoadedProgram program = loader.load(caller, raw("/bin/p"), list("p"), list(), random).get();
        User user = lab.new User(program.mm());

        int at = auxiliary(user, program.stackPointer(), StackImage.AT_RANDOM);

        assertThat(lab.user.copyIn(user.task, at, 16)).isEqualTo(random);
    }

    @Test
    void argumentBoundsAreKeptForProc() {
        file("/bin/p", TinyElf.ordinary().build());
        User user = start("/bin/p", "p", "q");

        int start = user.mm.argumentStart();
        int end = user.mm.argumentEnd();

        assertThat(text(lab.user.copyIn(user.task, start, end - start))).isEqualTo("p\0q\0");
        assertThat(text(lab.user.copyIn(user.task, end, user.mm.environmentEnd() - end)))
                .isEqualTo("A=1\0B=2\0");
    }

    @Test
    void aThumbEntryKeepsItsBit() {
        TinyElf elf = new TinyElf(0x1000, TinyElf.EXECUTABLE, 0x10101);
        file("/bin/t", elf.load(0, 0x10000, 0x1000, 0x1000, TinyElf.TEXT).build());

        assertThat(load("/bin/t", "t").get().entry()).isEqualTo(0x10101);
    }

    @Test
    void aPositionIndependentProgramGoesToTwoThirds() {
        TinyElf elf = new TinyElf(0x1000, TinyElf.SHARED_OBJECT, 0x100);
        file("/bin/d", elf.load(0, 0, 0x1000, 0x1000, TinyElf.TEXT).build());
        LoadedProgram program = load("/bin/d", "d").get();

        assertThat(program.entry()).isEqualTo(DYNAMIC_BASE + 0x100);
        assertThat(program.mm().brk()).isEqualTo(DYNAMIC_BASE + 0x1000);
    }

    @Test
    void anInterpreterIsMappedAndRunsFirst() {
        TinyElf elf = TinyElf.ordinary().interpreter("/lib/ld.so", 0x800);
        file("/bin/p", elf.build());
        TinyElf ld = new TinyElf(0x1000, TinyElf.SHARED_OBJECT, 0x40);
        file("/lib/ld.so", ld.load(0, 0, 0x1000, 0x1000, TinyElf.TEXT).build());
        LoadedProgram program = load("/bin/p", "p").get();
        User user = lab.new User(program.mm());
        int base = auxiliary(user, program.stackPointer(), StackImage.AT_BASE);

        assertThat(base).isEqualTo(0xb7000000 - 0x1000);
        assertThat(program.entry()).isEqualTo(base + 0x40);
        assertThat(auxiliary(user, program.stackPointer(), StackImage.AT_ENTRY)).isEqualTo(0x10100);
    }

    @Test
    void aScriptRunsItsInterpreterWithOneArgument() {
        file("/bin/sh", TinyElf.ordinary().build());
        file("/tmp/s", raw("#! /bin/sh  -e -x \necho\n"));
        LoadedProgram program = load("/tmp/s", "ignored", "a", "b").get();
        User user = lab.new User(program.mm());

        assertThat(argumentsOf(user, program.stackPointer()))
                .containsExactly("/bin/sh", "-e -x", "/tmp/s", "a", "b");
        assertThat(program.comm()).isEqualTo("s");
        assertThat(program.file().path()).isEqualTo("/bin/sh");
    }

    @Test
    void scriptsOfScriptsEndAtADepth() {
        file("/bin/sh", TinyElf.ordinary().build());
        file("/s0", raw("#!/bin/sh\n"));
        for (int i = 1; i <= 5; i++) {
            file("/s" + i, raw("#!/s" + (i - 1) + "\n"));
        }

        assertThat(load("/s4", "x").isError()).isFalse();
        assertThat(load("/s5", "x").error()).isEqualTo(-Errno.ELOOP);
    }

    @Test
    void filesThatAreNoProgramsAreRefused() {
        byte[] wrongMachine = TinyElf.ordinary().build();
        wrongMachine[18] = 62;
        byte[] cut = Arrays.copyOf(TinyElf.ordinary().build(), 60);
        byte[] relocatable = TinyElf.ordinary().build();
        relocatable[16] = 1;
        file("/text", raw("hello"));
        file("/empty", new byte[0]);
        file("/machine", wrongMachine);
        file("/cut", cut);
        file("/object", relocatable);
        file("/blank", raw("#!  \nx"));

        for (String path : List.of("/text", "/empty", "/machine", "/cut", "/object", "/blank")) {
            assertThat(load(path, "x").error()).as(path).isEqualTo(-Errno.ENOEXEC);
        }
    }

    @Test
    void lookUpErrorsAreHandedOn() {
        file("/noexec", TinyElf.ordinary().build()).mode = 0644;
        file("/script", raw("#!/gone\n"));
        file("/dynamic", TinyElf.ordinary().interpreter("/gone", 0x800).build());
        file("/badlib", TinyElf.ordinary().interpreter("/script", 0x800).build());

        assertThat(load("/gone", "x").error()).isEqualTo(-Errno.ENOENT);
        assertThat(load("/noexec", "x").error()).isEqualTo(-Errno.EACCES);
        assertThat(load("/script", "x").error()).isEqualTo(-Errno.ENOENT);
        assertThat(load("/dynamic", "x").error()).isEqualTo(-Errno.ENOENT);
        assertThat(load("/badlib", "x").error()).isEqualTo(-Errno.ELIBBAD);
    }

    @Test
    void tooLongArgumentsAreRefused() {
        file("/bin/p", TinyElf.ordinary().build());

        assertThat(load("/bin/p", "x".repeat(131071)).isError()).isFalse();
        assertThat(load("/bin/p", "x".repeat(131072)).error()).isEqualTo(-Errno.E2BIG);
        String[] many = new String[20];
        Arrays.fill(many, "x".repeat(120_000));
        assertThat(load("/bin/p", many).error()).isEqualTo(-Errno.E2BIG);
    }

    @Test
    void withoutArgumentsThereIsOneEmptyOne() {
        file("/bin/p", TinyElf.ordinary().build());
        LoadedProgram program = load("/bin/p").get();

        assertThat(argumentsOf(lab.new User(program.mm()), program.stackPointer()))
                .containsExactly("");
    }

    @Test
    void aFailedLoadLeavesNoFrameBehind() {
        TinyElf elf = new TinyElf(0x1000, TinyElf.EXECUTABLE, 0x10100);
        elf.load(0, 0x10000, 0x1000, 0x1000, TinyElf.TEXT);
        elf.load(0x5000, 0x21000, 0x104, 0x2004, TinyElf.DATA);
        TestFile file = file("/bin/p", elf.build());
        int free = lab.freeFrames();

        assertThat(load("/bin/p", "p").error()).isEqualTo(-Errno.EFAULT);

        assertThat(lab.freeFrames()).isEqualTo(free);
        assertThat(file.areas).isZero();
    }

    @Test
    void segmentsOutsideUserMemoryAreRefused() {
        TinyElf elf = new TinyElf(0x1000, TinyElf.EXECUTABLE, 0x10100);
        file("/high", elf.load(0, 0xbefff000, 0x1000, 0x2000, TinyElf.TEXT).build());
        TinyElf skewed = new TinyElf(0x1000, TinyElf.EXECUTABLE, 0x10100);
        file("/skewed", skewed.load(4, 0x10000, 0x800, 0x800, TinyElf.TEXT).build());

        assertThat(load("/high", "x").error()).isEqualTo(-Errno.EINVAL);
        assertThat(load("/skewed", "x").error()).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void aSetUserIdProgramIsSecure() {
        file("/bin/su", TinyElf.ordinary().build()).mode = 04755;
        User user = lab.user();
        org.l4emu.server.process.Credentials plain =
                new org.l4emu.server.process.Credentials(7, 7, 7, 7, 8, 8, 8, 8);
        org.mockito.Mockito.when(user.task.credentials()).thenReturn(plain);

        LoadedProgram program =
                loader.load(user.task, raw("/bin/su"), list("su"), list(), RANDOM).get();

        assertThat(program.credentials().uid()).isEqualTo(7);
        assertThat(program.credentials().euid()).isZero();
        User started = lab.new User(program.mm());
        assertThat(auxiliary(started, program.stackPointer(), StackImage.AT_SECURE)).isEqualTo(1);
    }
}
