package mptcp.experiment.sim;

import static mptcp.experiment.Workspace.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import mptcp.api.policy.PolicyKind;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies are what bundles declare. */
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
    private static final String COMPONENT = """
            <scr:component xmlns:scr="http://www.osgi.org/xmlns/scr/v1.4.0" name="mine.Mine">
              <property name="service.ranking" type="Integer" value="7"/>
              <service><provide interface="mptcp.api.scheduler.SchedulerFactory"/></service>
              <implementation class="%s"/>
            </scr:component>
            """;

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
        assertEquals(List.of("backup", "chain", "each", "fullmesh", "later", "ndiffports", "reestablish", "static"),
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

    @Test
    void aBundleThatDoesNotHoldWhatItDeclares() throws IOException {
        jar("mine.Other");
        assertTrue(assertThrows(UncheckedIOException.class, () -> PolicyLoader.of(folder, told::add)).getMessage()
                .contains("the policy mine.Other cannot be made"));
    }

    private void jar(String implementation) throws IOException {
        Path source = Files.createDirectories(folder.resolve("src")).resolve("Mine.java");
        Files.writeString(source, SOURCE);
        int status = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-d",
                folder.resolve("bin").toString(), "-cp", System.getProperty("java.class.path"), source.toString());
        assertEquals(0, status);
        try (OutputStream file = Files.newOutputStream(folder.resolve("mine.jar"));
                JarOutputStream jar = new JarOutputStream(file)) {
            String manifest = "Manifest-Version: 1.0\nService-Component: OSGI-INF/mine.xml\n";
            entry(jar, "META-INF/MANIFEST.MF", manifest.getBytes());
            entry(jar, "OSGI-INF/mine.xml", COMPONENT.formatted(implementation).getBytes());
            entry(jar, "mine/Mine.class", Files.readAllBytes(folder.resolve("bin/mine/Mine.class")));
        }
    }

    private static void entry(JarOutputStream jar, String name, byte[] content) throws IOException {
        jar.putNextEntry(new JarEntry(name));
        jar.write(content);
        jar.closeEntry();
    }
}
