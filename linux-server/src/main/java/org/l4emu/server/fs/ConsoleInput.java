package org.l4emu.server.fs;

/** Brings what the host typed to the terminal. */
final class ConsoleInput implements Terminal.Source {
    private final ConsolePort port;
    private final Terminal terminal;
    private final byte[] buffer = new byte[1024];

    ConsoleInput(ConsolePort port, Terminal terminal) {
        this.port = port;
        this.terminal = terminal;
    }

    @Override
    public void fetch() {
        int length = port.read(buffer);
        while (length > 0) {
            terminal.receive(buffer, length);
            length = port.read(buffer);
        }
        if (length < 0) {
            terminal.endInput();
        }
    }

    @Override
    public void want() {
        port.wantInput();
    }
}
