package mptcp.experiment.sim;

import static mptcp.experiment.Workspace.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Policies are what jars offer to ServiceLoader. */
class PolicyLoaderTest {
    private static final String SOURCE = """
            package mine;
            import mptcp.api.policy.PolicyContext;
            import mptcp.api.scheduler.PacketScheduler;
            import mptcp.api.scheduler.SchedulerFactory;
            public final class Mine implements SchedulerFactory {
                public String name() { return "lastone"; }
                public PacketScheduler create(PolicyContext c) {
                    return (request, subflows, now) -> {
                        for (int left = subflows.usable(); left != 0; ) {
                            int sf = 31 - Integer.numberOfLeadingZeros(left);
                            if (subflows.cwnd(sf) > subflows.inFlightBytes(sf)) { return PacketScheduler.grant(sf); }
                            left &= ~(1 << sf);
                        }
                        return PacketScheduler.WAIT;
                    };
                }
            }
            """;
    private static final String SERVICE = "META-INF/services/mptcp.api.scheduler.SchedulerFactory";

    @TempDir
    Path folder;

    @Test
    void thoseOfTheProject() throws IOException {
        PolicyLoader loader = PolicyLoader.of(folder, told::add);
        assertEquals(List.of("blest", "costcap", "daps", "deadline", "drain", "ecf", "minrtt", "otias",
                "peekaboo", "priority", "redundant", "roundrobin", "sttf", "weighted"),
                loader.of(PolicyKind.SCHEDULER));
        assertEquals(List.of("balia", "bbr", "coupled", "cubic", "dctcp", "ewtcp", "ledbat", "lia", "olia", "reno", "wvegas"),
                loader.of(PolicyKind.CONGESTION_CONTROL));
        assertEquals(List.of("backup", "chain", "each", "fullmesh", "happyeyeballs", "later", "ndiffports", "reestablish", "static"),
                loader.of(PolicyKind.PATH_MANAGER));
        assertEquals(List.of("opportunistic", "rack", "stale-probe", "threshold"), loader.of(PolicyKind.RETRANSMIT));
        assertTrue(loader.description(PolicyKind.CONGESTION_CONTROL, "lia").contains("RFC 6356"));
    }

    private final List<String> told = new ArrayList<>();

    /** Somebody's bundle in the folder is offered, and carries data. */
    @Test
    void oneFromTheFolder() throws IOException {
        jar("mine.Mine");
        PolicyLoader loader = PolicyLoader.of(folder, told::add);
        assertTrue(loader.of(PolicyKind.SCHEDULER).contains("lastone"));
        ExperimentFile file = ExperimentFile.parse("mine", SMALL
                + "flows:\n  f: {from: client, to: server, scheduler: lastone}\n", Map.of(), loader::of);
        Experiment experiment = file.at(file.points(false).getFirst());
        FlowRecord flow = Simulation.run(experiment, 1, loader).flows().getFirst();
        assertEquals("lastone", flow.sending().orElseThrow().policies().get(PolicyKind.SCHEDULER));
        assertTrue(flow.whole().bytes() > 1_000_000, flow.whole().bytes() + " bytes");
    }

    /** What the built-in policy does is not told under the name of one that failed. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            return (request  | if (c != null) { throw new IllegalArgumentException(); } return (request | a policy of client failed
            public String    | public boolean canTakeOver(mptcp.api.policy.ConnectionInfo c) { return false; } public String | a policy of client declined a connection
            for (int left    | if (now > 1_000_000_000L) { throw new IllegalStateException(); } for (int left | a policy of client failed
            """)
    void oneThatFailsFailsItsRuns(String right, String wrong, String expected) throws IOException {
        jar("mine.Mine", SOURCE.replace(right, wrong));
        PolicyLoader loader = PolicyLoader.of(folder, told::add);
        ExperimentFile file = ExperimentFile.parse("mine", SMALL
                + "hosts: {client: {scheduler: lastone}, server: }\nflows:\n  f: {from: client, to: server}\n", Map.of(), new LoadedPolicies(loader));
        Experiment experiment = file.at(file.points(false).getFirst());
        String message = assertThrows(IllegalStateException.class, () -> Simulation.run(experiment, 1, loader)).getMessage();
        assertTrue(message.startsWith(expected) && message.endsWith(": see the log"), message);
    }

    @Test
    void whatIsNoBundleIsLeftOutAloud() throws IOException {
        jar("mine.Mine");
        byte[] whole = Files.readAllBytes(folder.resolve("mine.jar"));
        Files.writeString(folder.resolve("a.jar"), "text");
        Files.write(folder.resolve("b.jar"), Arrays.copyOf(whole, whole.length / 2));
        Files.createFile(folder.resolve("c.jar"));
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("d.jar")))) {
            entry(jar, "x", new byte[1]);
        }
        assertTrue(PolicyLoader.of(folder, told::add).of(PolicyKind.SCHEDULER).contains("lastone"));
        assertEquals(List.of("a", "b", "c", "d"), told.stream().map(line -> line.replaceFirst(
                ".*/(.)\\.jar is left out: it is no .*", "$1")).toList(), told.toString());
    }

    /** A bundle of before: in a framework it works, here it is told what to add. */
    @Test
    void oneForOsgiAloneIsToldWhatIsMissing() throws IOException {
        jar(null);
        assertFalse(PolicyLoader.of(folder, told::add).of(PolicyKind.SCHEDULER).contains("lastone"));
        assertEquals(1, told.size(), told::toString);
        assertTrue(told.getFirst().contains("mine.jar is left out: its components are for OSGi alone") && told.getFirst().contains(
                "@ServiceProvider"), told::toString);
    }

    /** What frameworks read of an annotation, ServiceLoader's users ask for. */
    @Test
    void rankingsAreThoseOfTheComponents() throws Exception {
        int ranked = 0;
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!jar.matches(".*/mptcp\\.(scheduler|cc|pathmanager|rexmit)\\.[^/]*\\.jar")) {
                continue;
            }
            try (JarFile file = new JarFile(jar)) {
                for (JarEntry entry : file.stream().filter(e -> e.getName().matches("OSGI-INF/[^/]*\\.xml")).toList()) {
                    String xml = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    if (!xml.contains("<provide interface=\"mptcp.api.")) {
                        continue; // it registers policies itself
                    }
                    Matcher ranking = Pattern.compile("name=\"service.ranking\" type=\"Integer\" value=\"(-?[0-9]+)\"").matcher(xml);
                    Matcher type = Pattern.compile("implementation class=\"([^\"]+)\"").matcher(xml);
                    assertTrue(type.find(), xml);
                    PolicyFactory<?> factory = (PolicyFactory<?>) Class.forName(type.group(1)).getConstructor().newInstance();
                    assertEquals(ranking.find() ? Integer.parseInt(ranking.group(1)) : 0, factory.ranking(), type.group(1));
                    ranked++;
                }
            }
        }
        assertTrue(ranked >= 36, ranked + " components");
    }

    @Test
    void aBundleThatDoesNotHoldWhatItDeclares() throws IOException {
        jar("mine.Other");
        assertTrue(assertThrows(UncheckedIOException.class, () -> PolicyLoader.of(folder, told::add)).getMessage()
                .contains("mine.Other"));
    }

    private void jar(String implementation) throws IOException {
        jar(implementation, SOURCE);
    }

    private void jar(String implementation, String code) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src")).resolve("Mine.java");
        Files.writeString(source, code);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d",
                folder.resolve("bin").toString(), "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, status);
        try (OutputStream file = Files.newOutputStream(folder.resolve("mine.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            String manifest = "Manifest-Version: 1.0\nService-Component: OSGI-INF/mine.xml\n";
            entry(jar, "META-INF/MANIFEST.MF", manifest.getBytes());
            if (implementation != null) {
                entry(jar, SERVICE, implementation.getBytes());
            }
            entry(jar, "mine/Mine.class", Files.readAllBytes(folder.resolve("bin/mine/Mine.class")));
        }
    }

    private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
