package mptcp.shell.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.StackFactory;
import mptcp.lab.Lab;
import mptcp.pathmanager.fixed.StaticFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;
import mptcp.shell.command.Command;
import mptcp.shell.command.CommandException;
import mptcp.shell.command.Commands;
import mptcp.shell.command.Environment;
import mptcp.shell.fake.FakeBundles;
import mptcp.shell.text.Console;
import mptcp.shell.world.Clock;
import mptcp.shell.world.Laboratories;
import mptcp.shell.world.Transfer;
import mptcp.shell.world.Transfers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands with the real stack, on real devices, with the kernel as the peer. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class LinuxLaboratoryTest {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final String OURS = "mptcp-" + ProcessHandle.current().pid() + ".";

    private final StackFactory factory = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private final Transfers transfers = new Transfers(Clock.WALL);
    private final Laboratories laboratories = new Laboratories(LinuxLaboratory::open, transfers);
    private final Environment environment = new Environment(() -> factory, () -> null, laboratories, new FakeBundles(),
            transfers, Clock.WALL);
    private final List<Command> commands = new Commands(List.of()).all();

    @BeforeEach
    void needsALab() {
        Lab.unavailable().ifPresent(reason -> assumeTrue(false, reason));
        factory.policies().add(PolicyKind.SCHEDULER, new RoundRobinFactory(), 100, "test");
        factory.policies().add(PolicyKind.PATH_MANAGER, new StaticFactory(), 100, "test");
    }

    @AfterEach
    void close() throws IOException {
        laboratories.close();
        transfers.close();
    }

    private String run(String line) throws Exception {
        List<String> words = List.of(line.split(" "));
        Command command = commands.stream().filter(c -> c.syntax().name().equals(words.getFirst())).findFirst()
                .orElseThrow();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Console console = Console.plain(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        Commands.run(command, words.subList(1, words.size()), environment, console, Path.of("."));
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Namespaces of this process. */
    private static Set<String> namespaces() throws IOException {
        try (Stream<Path> files = Files.isDirectory(NAMESPACES) ? Files.list(NAMESPACES) : Stream.empty()) {
            Set<String> names = new TreeSet<>();
            files.map(f -> f.getFileName().toString()).filter(n -> n.startsWith(OURS)).forEach(names::add);
            return names;
        }
    }

    /** Waits until so much has arrived. */
    private static void awaitArrived(Transfer t, long bytes) throws InterruptedException {
        while (t.transferred() < bytes) {
            assertFalse(t.await(5_000_000), () -> "it ended too early: " + t.state() + " " + t.failure());
        }
    }

    @Test
    void aTransferSurvivesASwapAndACutPath() throws Exception {
        String up = run("lab up --link rate=20m,delay=5ms,queue=100k");
        assertTrue(up.contains("lab2  10.200.2.2 fd00:200:2::2  10.201.2.2 fd00:201:2::2"), up);
        assertEquals(2, namespaces().size());
        run("put --server kernel -n 16M");
        Transfer t = transfers.all().getFirst();
        awaitArrived(t, 2 << 20);
        String before = environment.host("lab").policies().inUse(t.sender().id(), PolicyKind.SCHEDULER);
        assertEquals("roundrobin", before);
        assertTrue(run("policy scheduler builtin --connection lab/" + t.sender().id()).contains("(was roundrobin)"));
        awaitArrived(t, 5 << 20);
        assertEquals("lab1: rate=20m,delay=5ms,queue=100k,down\n", run("link lab1 down"));
        awaitArrived(t, 8 << 20);
        assertTrue(run("ss --kernel").contains("mptcp      ESTAB"), "the kernel sees it, too");
        String subflows = run("ss lab/" + t.sender().id());
        assertTrue(subflows.contains("lab1") && subflows.contains("lab2"), subflows);
        run("link lab1 up");
        assertTrue(run("wait 1").contains("SHA-256 equal"));
        assertEquals(t.sentDigest(), t.receivedDigest());
        String status = run("lab status");
        assertTrue(status.contains("the kernel counts no fallback, no mismatch and no failure"), status);
        assertTrue(run("link").lines().filter(l -> l.startsWith("lab1")).noneMatch(l -> l.contains(" 0 ")),
                "the cut path dropped packets");
        assertEquals("the lab is removed\n", run("lab down"));
        assertEquals(Set.of(), namespaces());
        assertTrue(factory.stacks().isEmpty());
    }

    @Test
    void theKernelOpensConnectionsOverIpv6AndWithChecksums() throws Exception {
        run("lab up --checksums -6 --link ideal");
        run("put --client kernel -6 -n 4M");
        run("get --server kernel -6 -n 4M");
        assertTrue(run("wait 1 2").lines().allMatch(l -> l.contains("SHA-256 equal")));
        assertTrue(run("lab status").contains("the kernel counts no fallback"));
        assertTrue(run("lab --json").contains("\"MPTcpExtMPCapableSYNTX\": 1"));
    }

    @Test
    void superSegmentsGoToTheKernelWholeAndTheirPathsCanStillBeCut() throws Exception {
        run("lab up --super --paths 1");
        run("put --server kernel -n 8M");
        assertTrue(run("wait").contains("SHA-256 equal"));
        CommandException refused = assertThrows(CommandException.class, () -> run("link lab1 rate=5m"));
        assertTrue(refused.getMessage().contains("make the lab without --super"), refused.getMessage());
        run("link lab1 down");
        run("put --server kernel -n 1K");
        assertFalse(transfers.all().getLast().await(50_000_000), "nothing gets through");
        run("link lab1 up");
        assertTrue(run("wait").contains("SHA-256 equal"));
    }

    @Test
    void theStackSharesEthernetInterfacesWithAKernel() throws Exception {
        assertTrue(run("lab up --ethernet").contains("; Ethernet; super-segments"));
        run("put --server kernel -n 64M");
        run("put --client kernel -n 8M");
        awaitArrived(transfers.all().getFirst(), 1 << 20);
        assertEquals("lab2: down\n", run("link lab2 down"));
        assertTrue(run("wait 1").contains("SHA-256 equal"));
        assertEquals("lab2: up ideal\n", run("link lab2 up"));
        assertTrue(run("wait 2").contains("SHA-256 equal"));
        assertTrue(run("lab status").contains("10.201.1.3"));
    }

    @Test
    void aSecondLabIsRefusedAndAClosedOneLeavesNothing() throws Exception {
        run("lab up --paths 1");
        CommandException refused = assertThrows(CommandException.class, () -> run("lab up"));
        assertTrue(refused.getMessage().contains("mptcp:lab down"));
        run("put --server kernel -n 1G");
        awaitArrived(transfers.all().getLast(), 1 << 20);
        laboratories.close();
        assertEquals(Transfer.State.FAILED, transfers.all().getLast().state());
        assertEquals(Set.of(), namespaces());
    }

    /** Also where super-segments go to the kernel whole, and where the capture would come too late to ask. */
    @ParameterizedTest
    @ValueSource(strings = {"lab up --link rate=50m,delay=5ms,queue=100k", "lab up --super", "lab up --ethernet"})
    void aTraceSaysWhyAPacketWentThisWay(String up, @TempDir Path folder) throws Exception {
        run(up);
        Path file = folder.resolve("lab.pcapng");
        run("trace --lab " + file);
        run("put --server kernel -n 2M");
        assertTrue(run("wait").contains("SHA-256 equal"));
        run("trace off");
        String all = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertTrue(all.contains("roundrobin chose sf0 of lab/"), "the first subflow");
        assertTrue(!up.contains("rate=") || all.contains("roundrobin chose sf1 of lab/"), "the other one");
        assertTrue(all.contains("tokens "), "who they are");

        Path tshark = Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(f -> Path.of(f, "tshark"))
                .filter(Files::isExecutable).findFirst().orElse(null);
        assumeTrue(tshark != null, "there is no tshark on this machine (Debian: apt-get install tshark)");
        Process process = new ProcessBuilder(tshark.toString(), "-n", "-r", file.toString(), "-Y", "tcp.len > 0", "-T", "fields",
                "-e", "ip.src", "-e", "frame.comment").redirectError(folder.resolve("err").toFile()).start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                .filter(l -> l.startsWith("10.")).toList();
        assertEquals(0, process.waitFor(), Files.readString(folder.resolve("err")));
        assertEquals(List.of(), Files.readString(folder.resolve("err")).lines().filter(l -> !l.startsWith("Running as")).toList());
        List<String> ours = lines.stream().filter(l -> l.startsWith("10.200.") || l.matches("10\\.201\\.\\d\\.3.*")).toList();
        List<String> without = ours.stream().filter(l -> l.split("\t").length < 2).toList();
        assertTrue(ours.size() > 10 && without.isEmpty(), without.size() + " of " + ours.size() + " packets of ours have no comment");
    }
}
