package org.l4emu.server.fs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A host that types what a test says. */
final class TestConsole implements ConsolePort {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private String typed = "";
    private boolean closed;
    int wanted;

    void type(String text) {
        typed += text;
    }

    void close() {
        closed = true;
    }

    String printed() {
        return printed.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public int read(byte[] target) {
        int length = Math.min(typed.length(), target.length);
        if (length == 0) {
            return closed ? -1 : 0;
        }
        byte[] bytes = typed.substring(0, length).getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, target, 0, length);
        typed = typed.substring(length);
        return length;
    }

    @Override
    public void wantInput() {
        wanted++;
    }

    @Override
    public void output(int device, byte[] bytes, int offset, int length) {
        printed.write(bytes, offset, length);
    }
}
