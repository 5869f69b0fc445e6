package org.l4emu.server.fs;

/** The host devices behind the console, as the server's thread reaches them. */
public interface ConsolePort {
    int CONSOLE = 0;
    int STANDARD_OUTPUT = 1;
    int STANDARD_ERROR = 2;

    /** Takes received bytes out; −1 at end of file, 0 if nothing is there. */
    int read(byte[] target);

    /** Input would be welcome. */
    void wantInput();

    void output(int device, byte[] bytes, int offset, int length);
}
