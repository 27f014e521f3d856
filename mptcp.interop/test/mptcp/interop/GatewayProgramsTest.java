package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.pubkey.AcceptAllPublickeyAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in other languages through {@code mptcp gateway}, with the kernel's Multipath TCP at the other end. Where a program
 * is missing, its test is skipped with that as the reason.
 */
@Tag("slow")
@Timeout(120)
final class GatewayProgramsTest {
    private static final int BYTES = 6 << 20;

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path folder;
    private KernelRelay relay;
    private GatewayProcess gateway;
    private String host;
    private final byte[] page = new byte[BYTES];

    @BeforeEach
    void start() throws Exception {
        LAB.lab().endpoints("signal", true, false);
        new Random(1).nextBytes(page);
        relay = new KernelRelay(LAB.lab().kernel());
        host = LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress();
        gateway = GatewayProcess.start(LAB.lab(), folder);
    }

    @AfterEach
    void end() throws IOException {
        LAB.lab().path(2).restore();
        gateway.close();
        relay.close();
    }

    /** @return what it wrote to standard output */
    private byte[] output(String... command) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
        try {
            assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> "it goes on: " + List.of(command));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        String said = Files.readString(err, StandardCharsets.ISO_8859_1);
        assertEquals(0, process.exitValue(), () -> said + gateway.said());
        return Files.readAllBytes(out);
    }

    /** Programs that know no proxy know one with this in front: it takes the C library's place in connecting. */
    private String[] proxied(String... command) throws IOException {
        SharedLab.needs("proxychains4", command[0]);
        Path settings = Files.writeString(folder.resolve("proxychains.conf"),
                "strict_chain\nquiet_mode\n[ProxyList]\nsocks5 127.0.0.1 " + gateway.port() + "\n");
        List<String> all = new ArrayList<>(List.of("proxychains4", "-q", "-f", settings.toString()));
        all.addAll(List.of(command));
        return all.toArray(String[]::new);
    }

    private void assertMultipath() throws InterruptedException {
        assertTrue(relay.multipath() > 0);
        String counters = gateway.ended();
        Matcher connected = Pattern.compile("([0-9]+) connected \\(([0-9]+) by MPTCP\\)").matcher(counters);
        assertTrue(connected.find(), counters);
        assertEquals(connected.group(1), connected.group(2), counters);
    }

    private HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/page", exchange -> {
            exchange.sendResponseHeaders(200, BYTES);
            exchange.getResponseBody().write(page, 0, BYTES / 2);
            LAB.lab().path(2).cut();
            exchange.getResponseBody().write(page, BYTES / 2, BYTES / 2);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Test
    void curl() throws Exception {
        SharedLab.needs("curl");
        HttpServer server = serve();
        try {
            assertArrayEquals(page, output("curl", "-sS", "--proxy", "socks5h://127.0.0.1:" + gateway.port(),
                    "http://" + host + ":" + relay.expose(server.getAddress().getPort()) + "/page"));
        } finally {
            server.stop(0);
        }
        assertMultipath();
    }

    @Test
    void ssh() throws Exception {
        SharedLab.needs("ssh-keygen");
        SshServer server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("hostkey")));
        server.setPublickeyAuthenticator(AcceptAllPublickeyAuthenticator.INSTANCE);
        server.setCommandFactory((channel, _) -> new PageCommand(page));
        server.start();
        try {
            String key = folder.resolve("key").toString();
            output("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", key);
            assertArrayEquals(page, output(proxied("ssh", "-F", "none", "-i", key, "-o", "StrictHostKeyChecking=no", "-o",
                    "UserKnownHostsFile=/dev/null", "-o", "BatchMode=yes", "-p", Integer.toString(relay.expose(server.getPort())),
                    "somebody@" + host, "page")));
        } finally {
            server.stop();
        }
        assertMultipath();
    }

    /** Reverse: what a sender has told a proxy has not arrived, and iperf3 ends with the sender. */
    @Test
    void iperf3() throws Exception {
        SharedLab.needs("iperf3");
        int port = Kafka.free();
        Process server = new ProcessBuilder("iperf3", "-s", "-1", "-B", "127.0.0.1", "-p", Integer.toString(port), "--forceflush")
                .redirectErrorStream(true).start();
        try {
            String line = server.inputReader().readLine();
            while (line != null && !line.contains("listening")) {
                line = server.inputReader().readLine();
            }
            relay.expose(port, port);
            String report = new String(output(proxied("iperf3", "-c", host, "-p", Integer.toString(port), "-n",
                    Integer.toString(BYTES), "-R", "-J")), StandardCharsets.UTF_8);
            Matcher received = Pattern.compile("\"sum_received\":\\s*\\{[^}]*\"bytes\":\\s*([0-9]+)").matcher(report);
            assertTrue(received.find(), report);
            assertTrue(Long.parseLong(received.group(1)) >= BYTES, report);
        } finally {
            server.destroyForcibly();
        }
        assertMultipath();
    }

    /** A page whose script fetches bytes and adds them up. */
    @Test
    void browser() throws Exception {
        SharedLab.needs("chromium");
        HttpServer server = serve();
        server.createContext("/", exchange -> {
            byte[] html = """
                    <html><body><p id="sum"></p><script>
                    const request = new XMLHttpRequest();
                    request.open('GET', '/page', false);
                    request.overrideMimeType('text/plain; charset=x-user-defined');
                    request.send();
                    let sum = 0;
                    for (let i = 0; i < request.response.length; i++) { sum += request.response.charCodeAt(i) & 255; }
                    document.getElementById('sum').textContent = request.response.length + ' bytes, sum ' + sum;
                    </script></body></html>""".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, html.length);
            exchange.getResponseBody().write(html);
            exchange.close();
        });
        long sum = 0;
        for (byte each : page) {
            sum += each & 255;
        }
        try {
            String shown = new String(output("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                    "--user-data-dir=" + folder.resolve("profile"), "--proxy-server=socks5://127.0.0.1:" + gateway.port(),
                    "--dump-dom", "http://" + host + ":" + relay.expose(server.getAddress().getPort()) + "/"), StandardCharsets.UTF_8);
            assertTrue(shown.contains(BYTES + " bytes, sum " + sum), shown);
        } finally {
            server.stop(0);
        }
        assertTrue(relay.multipath() > 0);
    }
}
