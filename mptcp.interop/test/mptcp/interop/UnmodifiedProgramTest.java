package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import mptcp.interop.program.Echo;
import mptcp.interop.program.Fetch;
import mptcp.lab.LabPath;
import mptcp.lab.peer.KernelPeer;
import mptcp.lab.socket.KernelServerSocket;
import mptcp.lab.socket.KernelSocket;
import mptcp.lab.socket.Protocol;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Transparency (the report, sections I and II-D1): Java programs that know nothing of the stack, each in a process of its
 * own under {@code mptcp run}, speak Multipath TCP with the kernel over two subflows.
 */
@Timeout(90)
final class UnmodifiedProgramTest {
    private static final int BYTES = 24 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path directory;

    /** So that a transfer lasts longer than a join takes on a busy machine. */
    @BeforeAll
    static void shape() throws Exception {
        for (LabPath path : LAB.lab().paths()) {
            path.shape(200);
        }
    }

    @Test
    void aClient() throws Exception {
        LAB.lab().endpoints("signal", true, false);
        byte[] page = bytes();
        try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP);
                KernelServerSocket listener = peer.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))) {
            var served = peer.start("web server", () -> serve(peer.accept(listener), page));
            Process program = start(Fetch.class, List.of(), "http://"
                    + LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress() + ":"
                    + listener.localAddress().getPort() + "/page");
            String digest = line(program);
            assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page)), digest,
                    this::said);
            assertEnds(program);
            assertTrue(served.get(10, TimeUnit.SECONDS), "the kernel spoke plain TCP");
        }
        assertTwoSubflows();
    }

    /**
     * A name whose first addresses of either family are silent: the program, which connects to one, has the one that answers (RFC 8305).
     * The JDK reads the addresses itself, or asks the system's resolver, for which a file stands in that this process alone sees.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClientOfANameWithSeveralAddresses(boolean bySystem) throws Exception {
        LAB.lab().endpoints("", true, true);
        byte[] page = "here\n".getBytes(StandardCharsets.US_ASCII);
        InetAddress there = LAB.lab().path(1).peerAddress(Trial.IPV4);
        byte[] silent = there.getAddress();
        silent[3] = 99;
        Path hosts = Files.writeString(directory.resolve("hosts"), InetAddress.getByAddress(silent).getHostAddress() + " many.test\n"
                + "fd99::99 many.test\n" + there.getHostAddress() + " many.test\n");
        try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP);
                KernelServerSocket listener = peer.listen(new InetSocketAddress(InetAddress.ofLiteral("::"), 0))) {
            var served = peer.start("web server", () -> serve(peer.accept(listener), page));
            Process program = start(bySystem ? List.of("unshare", "-m", "sh", "-c", "mount --bind '" + hosts + "' /etc/hosts && exec \"$@\"", "sh") : List.of(),
                    bySystem ? List.of() : List.of("-Djdk.net.hosts.file=" + hosts), Fetch.class, List.of("--path-manager", "happyeyeballs"),
                    "http://many.test:" + listener.localAddress().getPort() + "/page");
            assertEquals(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page)), line(program), this::said);
            assertEnds(program);
            assertTrue(served.get(10, TimeUnit.SECONDS), "the kernel spoke plain TCP");
        }
        assertTrue(said().contains(there.getHostAddress()), this::said);
    }

    @Test
    void aServer() throws Exception {
        LAB.lab().endpoints("", true, true);
        byte[] content = bytes();
        try (KernelPeer peer = new KernelPeer(LAB.lab().kernel(), Protocol.MPTCP)) {
            Process program = start(Echo.class, List.of("--announce"));
            int port = Integer.parseInt(line(program));
            KernelSocket socket = peer.connect(new InetSocketAddress(LAB.lab().path(1).address(Trial.IPV4), port));
            var sent = peer.start("sender", () -> {
                socket.send(content);
                socket.shutdownOutput();
                return socket.isMptcp();
            });
            assertArrayEquals(content, receive(socket), this::said);
            assertTrue(sent.get(10, TimeUnit.SECONDS), "the kernel spoke plain TCP");
            assertEnds(program);
        }
        assertTwoSubflows();
    }

    private static byte[] bytes() {
        byte[] b = new byte[BYTES];
        new Random(1).nextBytes(b);
        return b;
    }

    private static boolean serve(KernelSocket socket, byte[] page) throws IOException {
        StringBuilder request = new StringBuilder();
        while (request.indexOf("\r\n\r\n") < 0) {
            request.append(new String(socket.receive(4096), StandardCharsets.US_ASCII));
        }
        socket.send(("HTTP/1.1 200 OK\r\nContent-Length: " + page.length + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        socket.send(page);
        socket.shutdownOutput();
        return socket.isMptcp();
    }

    private static byte[] receive(KernelSocket socket) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part = socket.receive(1 << 16); part.length > 0; part = socket.receive(1 << 16)) {
            all.write(part);
        }
        return all.toByteArray();
    }

    /** As {@code ./mptcp run} starts it; what it reports goes to a file. */
    private Process start(Class<?> program, List<String> options, String... arguments) throws Exception {
        return start(List.of(), List.of(), program, options, arguments);
    }

    private Process start(List<String> before, List<String> ofJvm, Class<?> program, List<String> options, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ofJvm);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "mptcp.run.Main",
                "--report", "--namespace", LAB.lab().user().namespace()));
        for (LabPath path : LAB.lab().paths()) {
            command.add("--link");
            command.add(path.device() + "=" + path.addresses().stream().map(Object::toString)
                    .collect(Collectors.joining(",")));
        }
        command.addAll(options);
        Path classes = Path.of(program.getProtectionDomain().getCodeSource().getLocation().toURI());
        command.addAll(List.of("-cp", classes.toString(), program.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(report().toFile()).start();
    }

    private Path report() {
        return directory.resolve("report");
    }

    private String said() {
        try {
            return Files.readString(report());
        } catch (IOException e) {
            return e.toString();
        }
    }

    private String line(Process program) throws IOException {
        try (BufferedReader out = program.inputReader()) {
            return out.readLine();
        }
    }

    private void assertEnds(Process program) throws InterruptedException {
        assertTrue(program.waitFor(30, TimeUnit.SECONDS), this::said);
        assertEquals(0, program.exitValue(), this::said);
    }

    private void assertTwoSubflows() {
        String said = said();
        assertTrue(said.contains("MPTCP v1"), said);
        for (LabPath path : LAB.lab().paths()) {
            String subflow = said.lines().filter(l -> l.contains("mptcp:   " + path.device() + " ")).findFirst()
                    .orElse("no subflow on " + path.device());
            assertTrue(subflow.matches(".*received [1-9][0-9]{5,}"), said);
        }
        assertTrue(!said.contains("warning"), said);
    }
}
