package org.l4emu.workbench.root;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.server.boot.RootImage;

/** The small guest programs that come with the workbench, as a root image. */
public final class Guests {
    /** In the order the demo runs them. */
    public static final List<String> NAMES = List.of("hello", "fork-wait", "pipeline");

    private static final String PLACE = "/guests/";

    private Guests() {}

    public static RootImage rootImage() {
        List<RootImage.Entry> entries = new ArrayList<>();
        entries.add(RootImage.directory("dev", 0755));
        entries.add(RootImage.directory("proc", 0755));
        entries.add(RootImage.directory("tmp", 01777));
        for (String name : NAMES) {
            entries.add(RootImage.regular(name, 0755, program(name)));
        }
        return RootImage.of(entries);
    }

    private static byte[] program(String name) {
        try (InputStream in = Guests.class.getResourceAsStream(PLACE + name)) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the program " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
