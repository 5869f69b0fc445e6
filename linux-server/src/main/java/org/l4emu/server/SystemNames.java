package org.l4emu.server;

/** What uname says. */
public final class SystemNames {
    public static final String SYSTEM = "Linux";
    public static final String RELEASE = "6.1.0-l4emu";
    public static final String VERSION = "#1 PREEMPT";
    public static final String MACHINE = "armv5tel";

    private String hostName;

    public SystemNames(String hostName) {
        this.hostName = hostName;
    }

    public String hostName() {
        return hostName;
    }

    public void setHostName(String name) {
        hostName = name;
    }
}
