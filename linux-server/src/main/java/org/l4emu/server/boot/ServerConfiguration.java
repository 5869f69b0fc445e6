package org.l4emu.server.boot;

import java.util.List;

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
 */
public record ServerConfiguration(
        List<String> arguments,
        String init,
        List<String> environment,
        String workingDirectory,
        boolean terminal,
        String hostname,
        boolean callTexts,
        boolean logToConsole) {
    public ServerConfiguration {
        arguments = List.copyOf(arguments);
        environment = List.copyOf(environment);
    }

    /** One program with streams for a console, in /, host name l4emu, no call texts, no log. */
    public static ServerConfiguration program(List<String> arguments, List<String> environment) {
        return new ServerConfiguration(
                arguments, "", environment, "/", false, "l4emu", false, false);
    }
}
