package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets in at the live page of a shell that runs beside, by requests as they stand on the wire. */
class LivePageAccessTest {
    @TempDir
    static Path folder;

    private static Shell shell;

    @BeforeAll
    static void open() throws Exception {
        shell = new Shell(Files.createDirectories(folder.resolve("shell")));
    }

    @AfterAll
    static void close() throws Exception {
        if (shell != null) {
            shell.close();
        }
    }

    private static int port() {
        return URI.create(shell.origin()).getPort();
    }

    /** The first line of the answer, and all of it. */
    private static List<String> say(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write((String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n").getBytes(UTF_8));
            String text = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return List.of(text.substring(9, 12), text);
        }
    }

    private static String host() {
        return "Host: 127.0.0.1:" + port();
    }

    private static String token() {
        return "Authorization: Bearer " + shell.token();
    }

    @Test
    void withTheToken() throws Exception {
        assertEquals("200", say("GET /api/overview HTTP/1.1", host(), token()).getFirst());
        assertTrue(shell.ask("/api/overview").contains("\"client\""));
        assertTrue(shell.run("link", "path1", "--json").contains("\"done\": true"));
    }

    @Test
    void metricsInTheFormatThatIsAskedFor() throws Exception {
        String text = say("GET /metrics HTTP/1.1", host(), token()).getLast();
        assertTrue(text.contains("Content-Type: text/plain; version=0.0.4"), text);
        assertTrue(text.contains("mptcp_mib_total{host=\"client\",mib=\"TcpRetransSegs\"} 0.0"), text);
        String open = say("GET /metrics HTTP/1.1", host(), token(), "Accept: application/openmetrics-text; version=1.0.0").getLast();
        assertTrue(open.contains("Content-Type: application/openmetrics-text"), open);
        assertTrue(open.contains("# EOF"), open);
    }

    @Test
    void notWithout() throws Exception {
        for (String path : List.of("/metrics", "/api/overview", "/api/events", "/api/policies", "/api/connections?host=client", "/api/nothing")) {
            List<String> answer = say("GET " + path + " HTTP/1.1", host());
            assertEquals("401", answer.getFirst(), path);
            assertFalse(answer.getLast().contains("client"), path);
        }
        assertEquals("401", say("POST /api/run HTTP/1.1", host(), "Content-Length: 0").getFirst());
    }

    @Test
    void nobodyElsesPage() throws Exception {
        assertEquals("403", say("GET /api/overview HTTP/1.1", host(), token(), "Origin: http://evil.example").getFirst());
        assertEquals("403", say("GET / HTTP/1.1", host(), "Sec-Fetch-Site: cross-site").getFirst());
        List<String> preflight = say("OPTIONS /api/run HTTP/1.1", host(), "Origin: http://evil.example",
                "Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization");
        assertEquals("403", preflight.getFirst());
        assertFalse(preflight.getLast().contains("Access-Control-Allow"), preflight.getLast());
        assertEquals("421", say("GET /api/overview HTTP/1.1", "Host: evil.example:" + port(), token()).getFirst());
        assertEquals("421", say("GET / HTTP/1.1", "Host: evil.example").getFirst());
    }

    /** Other ways to write a path lead nowhere else. */
    @ParameterizedTest
    @ValueSource(strings = {"/%61pi/overview", "/api/../api/overview", "/./api/overview", "/api;x/overview", "//api/overview", "/API/overview",
            "/site/index.html", "/../../etc/passwd", "/%2e%2e/x.js", "/mptcp/web/access/Gate.class", "/META-INF/MANIFEST.MF"})
    void noWayAround(String path) throws Exception {
        List<String> answer = say("GET " + path + " HTTP/1.1", host());
        assertFalse(answer.getFirst().equals("200"), answer.getLast());
        assertFalse(answer.getLast().contains("\"hosts\""), answer.getLast());
    }

    @Test
    void thePageIsNotFramedAndTakesNothingFromElsewhere() throws Exception {
        String page = say("GET / HTTP/1.1", host()).getLast();
        assertTrue(page.contains("default-src 'self'") && page.contains("frame-ancestors 'none'"), page);
        assertTrue(page.contains("X-Content-Type-Options: nosniff"), page);
        assertFalse(page.matches("(?s).*(src|href)=\"(https?:)?//.*"), "it names another host");
        String licence = say("GET /uplot-licence.txt HTTP/1.1", host()).getLast();
        assertTrue(licence.contains("The MIT License"), licence);
    }

    /** Nothing is heard on an address that others reach. */
    @Test
    void onLoopbackOnly() throws Exception {
        for (NetworkInterface each : NetworkInterface.networkInterfaces().toList()) {
            for (InetAddress address : each.inetAddresses().filter(a -> !a.isLoopbackAddress()).toList()) {
                boolean heard = true;
                try (Socket socket = new Socket(address, port())) {
                    assertTrue(socket.isConnected());
                } catch (IOException refused) {
                    heard = false;
                }
                assertFalse(heard, address + " answers");
            }
        }
    }
}
