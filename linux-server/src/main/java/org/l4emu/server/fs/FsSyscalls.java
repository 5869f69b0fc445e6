package org.l4emu.server.fs;

import org.l4emu.server.mm.UserMemory;
import org.l4emu.server.syscall.SyscallTable;

/** Registers every system call of the file system. */
public final class FsSyscalls {
    private FsSyscalls() {}

    public static void register(SyscallTable table, Vfs vfs, ServerPort server) {
        UserMemory memory = server.userMemory();
        Arguments arguments = new Arguments(vfs, memory);
        Transfers transfers = new Transfers(server);
        new TransferSyscalls(memory, arguments, transfers).register(table);
        new CopySyscalls(memory, arguments, transfers).register(table);
        new OpenSyscalls(vfs, memory, arguments).register(table);
        new DescriptorSyscalls(memory, new LockCalls(vfs.locks(), memory)).register(table);
        new NameSyscalls(vfs, arguments).register(table);
        new DirectorySyscalls(vfs, memory, arguments).register(table);
        new StatSyscalls(memory, arguments).register(table);
        new AttributeSyscalls(arguments).register(table);
        new TimeSyscalls(server, memory, arguments).register(table);
        new PollSyscalls(server, memory).register(table);
        new EventSyscalls(vfs, server, memory).register(table);
        new SignalFileSyscalls(vfs, server, memory).register(table);
    }
}
