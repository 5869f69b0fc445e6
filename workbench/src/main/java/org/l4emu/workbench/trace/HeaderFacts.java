package org.l4emu.workbench.trace;

import com.google.protobuf.ByteString;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.l4emu.protocol.schema.FileIdentity;
import org.l4emu.protocol.schema.MachineConfiguration;
import org.l4emu.protocol.schema.Parameter;
import org.l4emu.protocol.schema.RootImage;
import org.l4emu.protocol.schema.TraceHeader;
import org.l4emu.protocol.schema.Workload;

/** A trace's header as named facts, for reading and for comparing. */
final class HeaderFacts {
    private HeaderFacts() {}

    static Map<String, Object> of(TraceHeader header) {
        Map<String, Object> facts = new LinkedHashMap<>();
        MachineConfiguration machine = header.getMachine();
        Workload workload = header.getWorkload();
        facts.put("format", header.getFormatVersion());
        facts.put("l4emu_version", header.getL4EmuVersion());
        facts.put("build", header.getBuildId());
        facts.put("program", workload.getProgram());
        facts.put("arguments", List.copyOf(workload.getArgumentsList()));
        facts.put("environment", List.copyOf(workload.getEnvironmentList()));
        facts.put("directory", workload.getWorkingDirectory());
        facts.put("memory_bytes", machine.getMemoryBytes());
        facts.put("instructions_per_second", machine.getInstructionsPerSecond());
        facts.put("seed", machine.getSeed());
        facts.put(
                "schedule",
                machine.getScheduleStrategy()
                        + parameters(" ", machine.getStrategyParametersList()));
        facts.put("preempt_quantum", machine.getPreemptQuantum());
        facts.put("protocol", machine.getProtocolPreset());
        for (Parameter parameter : machine.getParametersList()) {
            facts.put(parameter.getName(), parameter.getValue());
        }
        facts.put("every_step", header.getEveryStep());
        facts.put("root", root(header.getRoot()));
        for (FileIdentity file : workload.getFilesList()) {
            facts.put(
                    "file " + file.getPath(),
                    file.getSize() + " bytes, sha256 " + hex(file.getSha256()));
        }
        return facts;
    }

    private static String parameters(String before, List<Parameter> parameters) {
        return parameters.stream()
                .map(parameter -> before + parameter.getName() + "=" + parameter.getValue())
                .collect(Collectors.joining());
    }

    private static String root(RootImage root) {
        if (root.getSha256().isEmpty()) {
            return "-";
        }
        return root.getOrigin()
                + (root.getOrigin().isEmpty() ? "" : " ")
                + root.getSize()
                + " bytes, "
                + (root.getEmbedded() ? "embedded" : "not embedded")
                + ", sha256 "
                + hex(root.getSha256());
    }

    private static String hex(ByteString bytes) {
        StringBuilder hex = new StringBuilder();
        for (byte b : bytes) {
            hex.append(String.format("%02x", b));
        }
        return hex.toString();
    }
}
