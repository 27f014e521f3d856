package mptcp.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What figures depend on besides the code; nothing that names the machine. */
final class Machine {
    private static final OperatingSystemMXBean SYSTEM = ManagementFactory.getOperatingSystemMXBean();

    private Machine() {}

    /** Runnable tasks, over the last minute; below zero where that is not known. */
    static double load() {
        return SYSTEM.getSystemLoadAverage();
    }

    static int processors() {
        return SYSTEM.getAvailableProcessors();
    }

    static String describe() {
        String model = model();
        return processors() + " processors" + (model.isEmpty() ? "" : " (" + model + ")") + ", " + SYSTEM.getName() + " "
                + SYSTEM.getVersion().replaceFirst("-.*", "") + ", Java " + Runtime.version();
    }

    /** The kernel's own stack, as a peer. */
    static String kernelPeer() {
        return "TCP and MPTCP of " + SYSTEM.getName() + " " + SYSTEM.getVersion().replaceFirst("-.*", "");
    }

    private static String model() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(l -> l.startsWith("model name")).map(l -> l.substring(l.indexOf(':') + 1).strip()).findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
