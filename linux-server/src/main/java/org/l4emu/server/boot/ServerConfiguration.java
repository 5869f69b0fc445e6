package org.l4emu.server.boot;

import java.util.List;
import org.l4emu.emulib.SignalProtocol;

/**
 * What the Linux server is told at boot; part of every trace's header. Strings hold one byte in
 * each char (ISO 8859-1), as paths do in {@link RootImage}.
 *
 * @param arguments program and its arguments, to be run as a child of the built-in init; empty:
 *     boot to {@code init} as PID 1
 * @param init path of the program PID 1 executes when there are no arguments
 * @param environment NAME=value for the first program
 * @param workingDirectory of the first program
 * @param terminal the console is a terminal (line discipline, job control); otherwise descriptors
 *     0, 1 and 2 are three plain streams
 * @param hostname what uname says
 * @param callTexts system-call events carry the call as text
 * @param logToConsole kernel-log lines also go to the console
 * @param protocol settings of the signal protocol
 * @param faultMicros how long the handler of a page fault sleeps, if handlers may; 0 for not at all
 */
public record ServerConfiguration(
        List<String> arguments,
        String init,
        List<String> environment,
        String workingDirectory,
        boolean terminal,
        String hostname,
        boolean callTexts,
        boolean logToConsole,
        SignalProtocol protocol,
        int faultMicros) {
    public ServerConfiguration {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }

    /** One program with streams for a console, in /, host name l4emu, no call texts, no log. */
    public static ServerConfiguration program(List<String> arguments, List<String> environment) {
        return new ServerConfiguration(
                arguments,
                "",
                environment,
                "/",
                false,
                "l4emu",
                false,
                false,
                SignalProtocol.DEFAULT,
                0);
    }

    /** The same with other settings of the signal protocol. */
    public ServerConfiguration withProtocol(SignalProtocol other, int newFaultMicros) {
        return new ServerConfiguration(
                arguments,
                init,
                environment,
                workingDirectory,
                terminal,
                hostname,
                callTexts,
                logToConsole,
                other,
                newFaultMicros);
    }
}
