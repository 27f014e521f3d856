package mptcp.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** Descriptions of applications of jars on this test's class path, as the build makes one of a bndrun. */
public final class TestApplication {
    /** The console and what that needs, by their start levels. */
    public static final Map<String, Integer> CONSOLE = Map.of("mptcp.console", 3, "org.apache.felix.scr", 1,
            "org.osgi.service.component", 1, "org.osgi.util.promise", 1, "org.osgi.util.function", 1,
            "org.apache.felix.gogo.runtime", 1, "org.apache.felix.gogo.shell", 1);
    /** The shell's commands, too, and a stack with a policy of each kind. */
    public static final Map<String, Integer> SHELL = and(CONSOLE, Map.of("mptcp.api", 1, "mptcp.core", 1, "mptcp.shell", 1,
            "mptcp.io.sim", 1, "mptcp.io.raw", 1, "mptcp.pathmanager.static", 1, "mptcp.scheduler.roundrobin", 1,
            "mptcp.scheduler.minrtt", 1, "mptcp.cc.lia", 1, "org.apache.felix.configadmin", 1));
    private static final List<String> BESIDE = List.of("org.jline", "slf4j.api");

    private TestApplication() {}

    /** Both. */
    public static Map<String, Integer> and(Map<String, Integer> some, Map<String, Integer> others) {
        Map<String, Integer> all = new HashMap<>(some);
        all.putAll(others);
        return Map.copyOf(all);
    }

    /** Writes the description of an application of these bundles. */
    public static Path write(Path file, Map<String, Integer> bundles) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.endsWith(".jar")) {
                continue;
            }
            try (JarFile jar = new JarFile(entry)) {
                var main = jar.getManifest() == null ? null : jar.getManifest().getMainAttributes();
                String name = main == null ? null : main.getValue("Bundle-SymbolicName");
                name = name == null ? "" : name.replaceFirst(";.*", "").strip();
                if (bundles.containsKey(name)) {
                    lines.add("bundle " + bundles.get(name) + " " + entry);
                } else if (BESIDE.contains(name)) {
                    String exports = main.getValue("Export-Package").replaceAll(";uses:=\"[^\"]*\"", "");
                    Stream.of(exports.split(",(?=[a-z])")).forEach(export -> lines.add("package " + export));
                }
            }
        }
        assertEquals(bundles.size(), lines.stream().filter(line -> line.startsWith("bundle")).count(), lines.toString());
        return Files.write(file, lines);
    }
}
