package org.l4emu.workbench.machine;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.l4emu.emulib.ProtocolSettings;
import org.l4emu.emulib.SignalProtocol;
import org.l4emu.microkernel.MachineConfiguration;
import org.l4emu.protocol.schema.FileIdentity;
import org.l4emu.protocol.schema.Parameter;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.schema.Workload;
import org.l4emu.protocol.trace.TraceRecorder;
import org.l4emu.server.boot.NewcArchive;
import org.l4emu.server.boot.RootImage;
import org.l4emu.server.boot.ServerConfiguration;

/**
 * The two directions between a machine's configuration and a trace's header: everything a run is a
 * function of except choices and inputs. The root image is embedded, so a trace replays anywhere.
 */
final class RunRecord {
    private static final String INIT = "init";
    private static final String TERMINAL = "terminal";
    private static final String HOSTNAME = "hostname";
    private static final String CALL_TEXTS = "call-texts";
    private static final String LOG = "log-to-console";
    private static final String FAULT_MICROS = "fault-micros";
    private static final String DIGEST_INTERVAL = "digest-interval";

    private RunRecord() {}

    static TraceRecorder create(
            Path file,
            MachineConfiguration machine,
            ServerConfiguration server,
            RootImage root,
            String strategy,
            long seed) {
        byte[] image = NewcArchive.write(root);
        try {
            TraceRecorder recorder =
                    TraceRecorder.create(
                            file, header(machine, server, root, image, strategy, seed));
            recorder.rootImage(new ByteArrayInputStream(image));
            return recorder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TraceHeader header(
            MachineConfiguration machine,
            ServerConfiguration server,
            RootImage root,
            byte[] image,
            String strategy,
            long seed) {
        return TraceHeader.newBuilder()
                .setL4EmuVersion(Build.VERSION)
                .setMachine(machine(machine, server, strategy, seed))
                .setWorkload(workload(server, root))
                .setRoot(
                        org.l4emu.protocol.schema.RootImage.newBuilder()
                                .setSha256(sha256(image))
                                .setSize(image.length)
                                .setEmbedded(true))
                .build();
    }

    private static org.l4emu.protocol.schema.MachineConfiguration machine(
            MachineConfiguration machine, ServerConfiguration server, String strategy, long seed) {
        return org.l4emu.protocol.schema.MachineConfiguration.newBuilder()
                .setMemoryBytes(machine.memoryBytes())
                .setInstructionsPerSecond(machine.instructionsPerMicro() * 1_000_000L)
                .setSeed(seed)
                .setScheduleStrategy(strategy)
                .setPreemptQuantum(machine.sliceInstructions())
                .setProtocolPreset(ProtocolSettings.format(server.protocol()))
                .addParameters(parameter(INIT, server.init()))
                .addParameters(parameter(TERMINAL, String.valueOf(server.terminal())))
                .addParameters(parameter(HOSTNAME, server.hostname()))
                .addParameters(parameter(CALL_TEXTS, String.valueOf(server.callTexts())))
                .addParameters(parameter(LOG, String.valueOf(server.logToConsole())))
                .addParameters(parameter(FAULT_MICROS, String.valueOf(server.faultMicros())))
                .addParameters(parameter(DIGEST_INTERVAL, String.valueOf(machine.digestInterval())))
                .build();
    }

    private static Parameter parameter(String name, String value) {
        return Parameter.newBuilder().setName(name).setValue(value).build();
    }

    private static Workload workload(ServerConfiguration server, RootImage root) {
        List<String> arguments = server.arguments();
        Workload.Builder workload =
                Workload.newBuilder()
                        .addAllArguments(arguments)
                        .addAllEnvironment(server.environment())
                        .setWorkingDirectory(server.workingDirectory());
        if (!arguments.isEmpty()) {
            workload.setProgram(arguments.get(0));
        }
        for (RootImage.Entry entry : root.entries()) {
            if ((entry.mode() & 0111) != 0 && entry.content().length > 0) {
                workload.addFiles(
                        FileIdentity.newBuilder()
                                .setPath(entry.path())
                                .setSize(entry.content().length)
                                .setSha256(sha256(entry.content())));
            }
        }
        return workload.build();
    }

    private static ByteString sha256(byte[] bytes) {
        try {
            return ByteString.copyFrom(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    static MachineConfiguration machineOf(TraceHeader header) {
        var machine = header.getMachine();
        return new MachineConfiguration(
                machine.getMemoryBytes(),
                (int) (machine.getInstructionsPerSecond() / 1_000_000),
                machine.getPreemptQuantum(),
                Long.parseLong(parameterOf(header, DIGEST_INTERVAL)));
    }

    static ServerConfiguration serverOf(TraceHeader header) {
        Workload workload = header.getWorkload();
        return new ServerConfiguration(
                new ArrayList<>(workload.getArgumentsList()),
                parameterOf(header, INIT),
                new ArrayList<>(workload.getEnvironmentList()),
                workload.getWorkingDirectory(),
                Boolean.parseBoolean(parameterOf(header, TERMINAL)),
                parameterOf(header, HOSTNAME),
                Boolean.parseBoolean(parameterOf(header, CALL_TEXTS)),
                Boolean.parseBoolean(parameterOf(header, LOG)),
                protocolOf(header),
                Integer.parseInt(parameterOf(header, FAULT_MICROS)));
    }

    private static SignalProtocol protocolOf(TraceHeader header) {
        String text = header.getMachine().getProtocolPreset();
        try {
            return ProtocolSettings.parse(text);
        } catch (ProtocolSettings.UnknownSetting unknown) {
            throw new IllegalArgumentException(
                    "the trace's header names a protocol this build does not know: " + text,
                    unknown);
        }
    }

    private static String parameterOf(TraceHeader header, String name) {
        for (Parameter parameter : header.getMachine().getParametersList()) {
            if (parameter.getName().equals(name)) {
                return parameter.getValue();
            }
        }
        throw new IllegalArgumentException("the trace's header has no parameter " + name);
    }

    /** Host text as the machine's strings: one char for each byte of its UTF-8 form. */
    static String bytesOf(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }
}
