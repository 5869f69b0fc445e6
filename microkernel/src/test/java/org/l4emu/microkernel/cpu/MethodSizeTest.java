package org.l4emu.microkernel.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** HotSpot leaves methods of 8,000 bytecodes and more uncompiled, however hot they are. */
class MethodSizeTest {
    private static final int LIMIT = 8000;

    @Test
    void noMethodOfTheModuleIsTooLongForTheCompiler() throws IOException {
        Path classes = Path.of("target", "classes");
        List<Path> files;
        try (Stream<Path> walk = Files.walk(classes)) {
            files = walk.filter(p -> p.toString().endsWith(".class")).collect(Collectors.toList());
        }

        assertThat(files).hasSizeGreaterThan(20);
        for (Path file : files) {
            codeSizes(Files.readAllBytes(file))
                    .forEach(
                            (method, size) ->
                                    assertThat(size).as(file + " " + method).isLessThan(LIMIT));
        }
    }

    @Test
    void theReaderFindsTheLoopOfTheInterpreter() throws IOException {
        try (InputStream in = Interpreter.class.getResourceAsStream("Interpreter.class")) {
            assertThat(in).isNotNull();
            assertThat(codeSizes(in.readAllBytes()).get("runChunk")).isGreaterThan(2000);
        }
    }

    /** Code length of every method by name, read from the class file. */
    private static Map<String, Integer> codeSizes(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            in.skipNBytes(8);
            String[] names = constants(in);
            in.skipNBytes(6);
            in.skipNBytes(2L * in.readUnsignedShort());
            Map<String, Integer> sizes = new TreeMap<>();
            members(in, names, new TreeMap<>());
            members(in, names, sizes);
            return sizes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String[] constants(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        String[] names = new String[count];
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> names[i] = in.readUTF();
                case 5, 6 -> {
                    in.skipNBytes(8);
                    i++;
                }
                case 15 -> in.skipNBytes(3);
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                default -> in.skipNBytes(4);
            }
        }
        return names;
    }

    private static void members(DataInputStream in, String[] names, Map<String, Integer> sizes)
            throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.skipNBytes(2);
            String name = names[in.readUnsignedShort()];
            in.skipNBytes(2);
            int attributes = in.readUnsignedShort();
            for (int k = 0; k < attributes; k++) {
                String attribute = names[in.readUnsignedShort()];
                int length = in.readInt();
                if (attribute.equals("Code")) {
                    in.skipNBytes(4);
                    sizes.merge(name, in.readInt(), Math::max);
                    length -= 8;
                }
                in.skipNBytes(length);
            }
        }
    }
}
