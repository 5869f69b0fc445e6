package org.l4emu.workbench.root;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.server.boot.RootImage;

/**
 * A small root file system around a busybox: its applets under their names, a bash, and the few
 * files of {@code /etc} that programs look for. Times are zero, so the image depends on nothing but
 * the two programs.
 */
final class BusyboxRoot {
    /** The applet table is a run of sorted names, each ended by NUL, and starts like this. */
    private static final byte[] TABLE_START = "[\0[[\0".getBytes(StandardCharsets.ISO_8859_1);

    private static final int APPLETS_MIN = 20;

    private BusyboxRoot() {}

    static RootImage image(byte[] busybox, byte[] bash) {
        List<RootImage.Entry> entries = new ArrayList<>();
        for (String directory : List.of("bin", "dev", "etc", "home", "proc", "sys", "usr", "var")) {
            entries.add(RootImage.directory(directory, 0755));
        }
        entries.add(RootImage.directory("root", 0700));
        entries.add(RootImage.directory("tmp", 01777));
        entries.add(RootImage.directory("var/tmp", 01777));
        entries.add(RootImage.symbolicLink("sbin", "bin"));
        entries.add(RootImage.symbolicLink("usr/bin", "../bin"));
        entries.add(RootImage.symbolicLink("usr/sbin", "../bin"));
        entries.add(text("etc/passwd", "root:x:0:0:root:/root:/bin/sh\n"));
        entries.add(text("etc/group", "root:x:0:\n"));
        entries.add(text("etc/hostname", "l4emu\n"));
        entries.add(text("etc/hosts", "127.0.0.1 localhost\n"));
        entries.add(RootImage.regular("bin/busybox", 0755, busybox));
        entries.add(RootImage.regular("bin/bash-static", 0755, bash));
        for (String applet : applets(busybox)) {
            if (!applet.equals("busybox")) {
                entries.add(RootImage.symbolicLink("bin/" + applet, "busybox"));
            }
        }
        entries.add(RootImage.symbolicLink("bin/bash", "bash-static"));
        return RootImage.of(entries);
    }

    /** The names of the applets, read out of the program itself. */
    static List<String> applets(byte[] busybox) {
        for (int at = 0; at + TABLE_START.length < busybox.length; at++) {
            if (startsTable(busybox, at)) {
                List<String> names = names(busybox, at);
                if (names.size() >= APPLETS_MIN) {
                    return names;
                }
            }
        }
        return List.of("sh");
    }

    private static boolean startsTable(byte[] bytes, int at) {
        for (int i = 0; i < TABLE_START.length; i++) {
            if (bytes[at + i] != TABLE_START[i]) {
                return false;
            }
        }
        return true;
    }

    private static List<String> names(byte[] bytes, int start) {
        List<String> names = new ArrayList<>();
        String former = "";
        for (int at = start; ; ) {
            int end = at;
            while (end < bytes.length && bytes[end] != 0) {
                end++;
            }
            String name = new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
            if (name.compareTo(former) <= 0) {
                return names;
            }
            names.add(name);
            former = name;
            at = end + 1;
        }
    }

    private static RootImage.Entry text(String path, String content) {
        return RootImage.regular(path, 0644, content.getBytes(StandardCharsets.ISO_8859_1));
    }
}
