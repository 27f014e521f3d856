package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import mptcp.interop.program.Agent;
import mptcp.interop.program.Closed;
import mptcp.interop.program.Hooked;
import mptcp.interop.program.HttpGet;
import mptcp.interop.program.Loopback;
import mptcp.interop.program.Unseen;
import mptcp.lab.LabPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Nothing goes around the stack without a line that says so; what cannot start says why. */
@Timeout(60)
final class RunTest {
    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path folder;

    /** What a process came to. */
    private record Outcome(int status, String out, String err) {}

    private Outcome java(List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(options);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            assertTrue(process.waitFor(30, TimeUnit.SECONDS), () -> "it goes on: " + command);
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private static String classes(Class<?> of) throws Exception {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    }

    private Path configuration(String... more) throws IOException {
        List<String> lines = new ArrayList<>(List.of("# the lab", "namespace " + LAB.lab().user().namespace(), "report"));
        for (LabPath path : LAB.lab().paths()) {
            lines.add("link " + path.device() + "=" + path.addresses().stream().map(Object::toString)
                    .collect(Collectors.joining(",")));
        }
        lines.addAll(List.of(more));
        return Files.write(folder.resolve("run.conf"), lines, StandardCharsets.UTF_8);
    }

    private Outcome run(Path configuration, Class<?> program, String... arguments) throws Exception {
        String launcher = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(e -> e.endsWith("mptcp.run.jar")).findFirst().orElseThrow();
        List<String> options = new ArrayList<>(List.of("-javaagent:" + launcher, "-cp", System.getProperty("java.class.path"), "mptcp.run.Main",
                "--config", configuration.toString(), "-cp", classes(program), program.getName()));
        options.addAll(List.of(arguments));
        return java(options);
    }

    @Test
    void whatGoesAroundIsSaid() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Outcome o = run(configuration(), Loopback.class, Integer.toString(server.getLocalPort()), "with a child");
            assertEquals("done\n", o.out(), o::err);
            assertEquals(0, o.status(), o::err);
            assertTrue(o.err().contains("mptcp: around the stack: 2 x connection to 127.0.0.1:" + server.getLocalPort()
                    + " (a loopback address)"), o::err);
            assertTrue(o.err().contains("mptcp: around the stack: 1 x listener at 127.0.0.1:"), o::err);
            assertTrue(o.err().contains("mptcp: around the stack: 1 child processes, which have the kernel's sockets: "), o::err);
        }
    }

    @Test
    void andRefusedWhereOnlyTheStackIsAllowed() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Outcome o = run(configuration("only"), Loopback.class, Integer.toString(server.getLocalPort()));
            assertEquals(1, o.status(), o::err);
            assertTrue(o.err().contains("java.net.ConnectException: not over the stack, and --only was said: a loopback address"),
                    o::err);
        }
    }

    @Test
    void datagramsNamesAndChildrenAreSaid() throws Exception {
        Outcome o = run(configuration(), Unseen.class);
        assertEquals("done\n", o.out(), o::err);
        assertTrue(o.err().contains("1 x lookup of no-such-host.invalid (names are looked up by the system's resolver)"), o::err);
        assertTrue(o.err().contains("1 x datagram channel (datagrams are not Multipath TCP)"), o::err);
        assertTrue(o.err().contains("1 x datagram socket (datagrams are not Multipath TCP)"), o::err);
        assertTrue(o.err().contains("child processes that have ended had the kernel's sockets"), o::err);
        assertEquals(4, o.err().lines().filter(l -> l.contains("around the stack")).count(), o::err);
    }

    @Test
    void whatIsClosedBeforeTheEndIsSaid() throws Exception {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        }
        Outcome o = run(configuration(), Closed.class, Integer.toString(nobody));
        assertEquals("3 bytes\nConnection refused\n", o.out(), o::err);
        assertTrue(o.err().contains("around the stack: 3 x datagram socket (datagrams are not Multipath TCP)"), o::err);
        assertTrue(o.err().contains("around the stack: 1 x connection to 127.0.0.1:" + nobody + " (a loopback address)"), o::err);
        o = run(configuration("only"), Closed.class, Integer.toString(nobody));
        assertEquals(1, o.status());
        assertTrue(o.err().contains("SocketException: not over the stack, and --only was said: datagrams are not Multipath TCP"), o::err);
    }

    /** What the JDK decides by itself: SOCKS by a property, a program's own factory, streams of channels that go both ways. */
    @Test
    void whatTheJdkDoesForItsOwnSocketsItDoesForThese() throws Exception {
        try (ServerSocket proxy = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            FutureTask<Integer> greeting = new FutureTask<>(() -> {
                int first;
                try (Socket client = proxy.accept()) {
                    first = client.getInputStream().read();
                }
                try (Socket client = echo.accept()) {
                    client.getOutputStream().write(client.getInputStream().read());
                    client.getInputStream().read();
                }
                return first;
            });
            Thread.ofPlatform().daemon().start(greeting);
            Outcome o = run(configuration(), Hooked.class, Integer.toString(proxy.getLocalPort()), Integer.toString(echo.getLocalPort()));
            List<String> lines = o.out().lines().toList();
            assertEquals(List.of("given back: 7", "own connect", "own bind", "factory already defined"), lines.subList(1, lines.size()), o::err);
            assertTrue(lines.getFirst().contains("SOCKS"), o::out);
            assertEquals(5, greeting.get(20, TimeUnit.SECONDS), "the version of SOCKS");
            assertTrue(o.err().contains("1 x connection to 127.0.0.1:" + proxy.getLocalPort()), o::err);
        }
    }

    @Test
    void andDatagramsAndNamesAreRefused() throws Exception {
        Outcome o = run(configuration("only"), Unseen.class);
        String refusal = "not over the stack, and --only was said: ";
        assertEquals("SocketException " + refusal + "datagrams are not Multipath TCP\n"
                + "IOException " + refusal + "datagrams are not Multipath TCP\n"
                + "UnknownHostException no-such-host.invalid: " + refusal + "names are looked up by the system's resolver\n"
                + "done\n", o.out(), o::err);
    }

    /** One that leaves the JDK's providers alone is no reason not to start; what it holds is said. */
    @Test
    void anAgentThatHoldsASocketIsNoticed() throws Exception {
        Outcome o = java(List.of("-javaagent:" + agent(), "-Dagent=socket", "-cp", System.getProperty("java.class.path"),
                "mptcp.run.Main", "--config", configuration().toString(), "-cp", classes(Unseen.class), Unseen.class.getName()));
        assertEquals(0, o.status(), o::err);
        assertTrue(o.err().contains("mptcp: around the stack: 1 sockets that were open before the program started"), o::err);
        assertEquals(1, o.err().lines().filter(l -> l.matches("mptcp: around the stack: 1 x datagram socket at port [1-9][0-9]*"
                + " \\(found open at the end: .*\\)")).count(), "without the launcher's own agent: " + o.err());
    }

    @Test
    void aStackThatCannotStartSaysWhy() throws Exception {
        Outcome o = run(Files.writeString(folder.resolve("bad.conf"), "link a-name-that-is-too-long-for-a-device=10.1.1.1/24\n"),
                Loopback.class, "1");
        assertTrue(o.status() == 1 || o.status() == 2, o::err);
        assertTrue(o.err().startsWith("error: "), o::err);
        assertEquals("", o.out());
    }

    private Path agent() throws Exception {
        Path jar = folder.resolve("agent.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", Agent.class.getName());
        String name = Agent.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(Path.of(classes(Agent.class)).resolve(name), out);
        }
        return jar;
    }

    @Test
    void anAgentThatTookTheChannelsIsNoticed() throws Exception {
        Outcome o = java(List.of("-javaagent:" + agent(), "-cp", System.getProperty("java.class.path"), "mptcp.run.Main",
                "--config", configuration().toString(), "-cp", classes(Loopback.class), Loopback.class.getName(), "1"));
        assertEquals(1, o.status(), o::err);
        assertTrue(o.err().contains("error: channels were opened before the program started (by a Java agent?)"), o::err);
    }

    private List<String> providers(String configuration) throws Exception {
        List<String> options = new ArrayList<>(List.of(
                "-Djava.nio.channels.spi.SelectorProvider=mptcp.nio.StackSelectorProvider",
                "-Djava.nio.channels.spi.AsynchronousChannelProvider=mptcp.nio.StackAsynchronousChannelProvider"));
        if (configuration != null) {
            options.add("-Dmptcp.config=" + configuration);
        }
        options.addAll(List.of("-cp", classes(HttpGet.class) + File.pathSeparator
                + Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(e -> !e.contains("mptcp.run")).collect(Collectors.joining(File.pathSeparator)),
                HttpGet.class.getName()));
        return options;
    }

    /** Without the launcher: the providers by name, and the bundles on the class path. */
    @Test
    void aProgramWithTheProvidersAlone() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, 3);
            exchange.getResponseBody().write(new byte[3]);
            exchange.close();
        });
        server.start();
        try (KernelRelay relay = new KernelRelay(LAB.lab().kernel())) {
            List<String> options = providers(configuration("only").toString());
            options.add("http://" + LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress() + ":"
                    + relay.expose(server.getAddress().getPort()) + "/");
            Outcome o = java(options);
            assertEquals(0, o.status(), o::err);
            assertTrue(o.out().startsWith("HTTP_1_1 709e80c88487a2411e1ee4dfb9f22a861492d20c4765150c0c794abd70f8147c"), o::out);
            assertTrue(o.err().contains("MPTCP v1"), o::err);
            assertTrue(o.err().contains("java.net sockets go around it"), o::err);
            assertEquals(1, relay.multipath());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void providersWithoutAConfigurationEndTheProcess() throws Exception {
        for (String configuration : new String[] {null, folder.resolve("missing").toString()}) {
            List<String> options = providers(configuration);
            options.add("http://192.0.2.1/");
            Outcome o = java(options);
            assertEquals(1, o.status(), o::err);
            assertTrue(o.err().startsWith("error: "), o::err);
            assertTrue(o.err().contains(configuration == null ? "no configuration is named" : "there is no such file"), o::err);
        }
    }
}
