package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMIServerSocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import mptcp.interop.program.HttpGet;
import mptcp.interop.program.HttpServe;
import mptcp.interop.program.JettyGet;
import mptcp.interop.program.JettyServe;
import mptcp.interop.program.NettyEcho;
import mptcp.interop.program.NettyServe;
import mptcp.interop.program.OkHttpGet;
import mptcp.interop.program.RedisCall;
import mptcp.interop.program.RmiCall;
import mptcp.interop.program.SqlQuery;
import mptcp.interop.program.SshCopy;
import mptcp.interop.program.TomcatServe;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.eclipse.jetty.server.ServerConnector;
import mptcp.lab.LabPath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that people use, unmodified, over the stack, with the kernel's Multipath TCP at the other end. They are forbidden
 * to go around the stack.
 */
@Timeout(90)
final class ProgramsTest {
    private static final int BYTES = 6 << 20;
    private static final int TIMES = 5;
    private static final List<String> ONLY = List.of("--only");
    private static final List<String> SERVER = List.of("--only", "--announce");

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path folder;
    private KernelRelay relay;

    /** So that a transfer lasts longer than a join takes on a busy machine. */
    @BeforeAll
    static void shape() throws Exception {
        for (LabPath path : LAB.lab().paths()) {
            path.shape(100);
        }
    }

    @BeforeEach
    void relay() {
        relay = new KernelRelay(LAB.lab().kernel());
    }

    @AfterEach
    void restore() throws Exception {
        LAB.lab().path(2).restore();
        relay.close();
    }

    // --- what the tests share

    private static byte[] page(int bytes) {
        byte[] page = new byte[bytes];
        new Random(1).nextBytes(page);
        return page;
    }

    private static String digest(byte[] page) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(page));
    }

    private UnmodifiedProgram client(Class<?> program, String... arguments) throws Exception {
        LAB.lab().endpoints("signal", true, false);
        return UnmodifiedProgram.start(LAB.lab(), folder, ONLY, program, arguments);
    }

    private UnmodifiedProgram server(Class<?> program, String... arguments) throws Exception {
        LAB.lab().endpoints("", true, true);
        return UnmodifiedProgram.start(LAB.lab(), folder, SERVER, program, arguments);
    }

    /** A server of the stack, at the port that it printed, as a port of loopback. */
    private int reach(UnmodifiedProgram server) throws IOException {
        String port = server.line();
        assertTrue(port != null, server::said);
        return relay.reach(new InetSocketAddress(LAB.lab().path(1).address(Trial.IPV4), Integer.parseInt(port)));
    }

    private String url(String scheme, int port) throws IOException {
        return scheme + "://" + LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress() + ":" + relay.expose(port) + "/";
    }

    private HttpServer serve(HttpServer server, byte[] page, boolean cut) {
        server.createContext("/", exchange -> answer(exchange, page, cut));
        server.start();
        return server;
    }

    private static void answer(HttpExchange exchange, byte[] page, boolean cut) throws IOException {
        exchange.sendResponseHeaders(200, page.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(page, 0, page.length / 2);
            out.flush();
            if (cut) {
                cut();
            }
            out.write(page, page.length / 2, page.length - page.length / 2);
        }
    }

    /** The second path fails. */
    private static void cut() {
        try {
            LAB.lab().path(2).cut();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpServer plain() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    private Path keys() throws Exception {
        Path store = folder.resolve("keys");
        if (!Files.exists(store)) {
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-alias", "a", "-keyalg", "EC", "-dname", "CN=test", "-storepass", "secret", "-keystore",
                    store.toString()).inheritIO().start();
            assertTrue(keytool.waitFor(30, TimeUnit.SECONDS));
        }
        return store;
    }

    private HttpServer secure() throws Exception {
        KeyStore store = KeyStore.getInstance(keys().toFile(), "secret".toCharArray());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, "secret".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        return server;
    }

    /**
     * Fetches a page from a server of the stack, {@value #TIMES} times over one connection: the first takes some 30 ms, after
     * which a kernel that is busy may not have joined a second path yet.
     */
    private static void fetch(int port, byte[] page, UnmodifiedProgram server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build();
        try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            for (int i = 0; i < TIMES; i++) {
                assertArrayEquals(page, client.send(request, HttpResponse.BodyHandlers.ofByteArray()).body(), server::said);
            }
        }
    }

    private void serves(Class<?> program) throws Exception {
        byte[] page = page(BYTES);
        try (UnmodifiedProgram server = server(program, Integer.toString(BYTES))) {
            int port = reach(server);
            fetch(port, page, server);
            server.stopped().usedAllPaths(LAB.lab(), "sent");
        }
        assertTrue(relay.multipath() > 0);
    }

    // --- the JDK's

    @Test
    void httpClientWithAPathCutInMidTransfer() throws Exception {
        byte[] page = page(4 * BYTES);
        HttpServer server = serve(plain(), page, true);
        try (UnmodifiedProgram program = client(HttpGet.class, url("http", server.getAddress().getPort()))) {
            assertEquals("HTTP_1_1 " + digest(page), program.line(), program::said);
            program.ended().usedAllPaths(LAB.lab(), "received");
        } finally {
            server.stop(0);
        }
        assertTrue(relay.multipath() > 0);
    }

    @Test
    void httpClientOverTls() throws Exception {
        byte[] page = page(BYTES);
        HttpServer server = serve(secure(), page, false);
        try (UnmodifiedProgram program = client(HttpGet.class, url("https", server.getAddress().getPort()),
                keys().toString())) {
            assertEquals("HTTP_1_1 " + digest(page), program.line(), program::said);
            program.ended().usedAllPaths(LAB.lab(), "received");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void httpServer() throws Exception {
        serves(HttpServe.class);
    }

    @Test
    void httpClientWithHttp2() throws Exception {
        ServerConnector jetty = JettyServe.start("127.0.0.1", BYTES);
        try (UnmodifiedProgram program = client(HttpGet.class, url("http", jetty.getLocalPort()))) {
            assertEquals("HTTP_2 " + digest(page(BYTES)), program.line(), program::said);
            program.ended().usedAllPaths(LAB.lab(), "received");
        } finally {
            jetty.getServer().stop();
        }
    }

    @Test
    void rmiClient() throws Exception {
        String host = LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress();
        System.setProperty("java.rmi.server.hostname", host); // what stubs say
        RMIServerSocketFactory loopback = port -> new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        int port;
        try (ServerSocket free = loopback.createServerSocket(0)) {
            port = free.getLocalPort();
        }
        RmiCall.Pages pages = ProgramsTest::page;
        Registry registry = LocateRegistry.createRegistry(port, null, loopback);
        try {
            registry.rebind("pages", UnicastRemoteObject.exportObject(pages, port, null, loopback));
            relay.expose(port, port);
            try (UnmodifiedProgram program = client(RmiCall.class, host, Integer.toString(port), Integer.toString(BYTES))) {
                assertEquals(digest(page(BYTES)), program.line(), program::said);
                program.ended().usedAllPaths(LAB.lab(), "received");
            }
        } finally {
            UnicastRemoteObject.unexportObject(pages, true);
            UnicastRemoteObject.unexportObject(registry, true);
            System.clearProperty("java.rmi.server.hostname");
        }
        assertTrue(relay.multipath() > 0);
    }

    // --- of others

    @Test
    void nettyServer() throws Exception {
        serves(NettyServe.class);
    }

    @Test
    void nettyClientWithAPathCutInMidTransfer() throws Exception {
        byte[] page = page(2 * BYTES);
        try (ServerSocket echo = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().daemon().start(() -> echo(echo, page.length / 2));
            try (UnmodifiedProgram program = client(NettyEcho.class,
                    LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress(),
                    Integer.toString(relay.expose(echo.getLocalPort())), Integer.toString(page.length))) {
                assertEquals(digest(page), program.line(), program::said);
                program.ended();
            }
        }
    }

    private static void echo(ServerSocket at, int cutAfter) {
        try (Socket s = at.accept()) {
            byte[] piece = new byte[1 << 16];
            long done = 0;
            for (int n = s.getInputStream().read(piece); n > 0; n = s.getInputStream().read(piece)) {
                if (done < cutAfter && done + n >= cutAfter) {
                    cut();
                }
                done += n;
                s.getOutputStream().write(piece, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void jettyServer() throws Exception {
        serves(JettyServe.class);
    }

    private void fetches(Class<?> program) throws Exception {
        byte[] page = page(BYTES);
        HttpServer server = serve(plain(), page, false);
        try (UnmodifiedProgram client = client(program, url("http", server.getAddress().getPort()))) {
            assertEquals(digest(page), client.line(), client::said);
            client.ended().usedAllPaths(LAB.lab(), "received");
        } finally {
            server.stop(0);
        }
        assertTrue(relay.multipath() > 0);
    }

    @Test
    @Tag("slow")
    void jettyClient() throws Exception {
        fetches(JettyGet.class);
    }

    @Test
    @Tag("slow")
    void tomcat() throws Exception {
        serves(TomcatServe.class);
    }

    @Test
    void okHttp() throws Exception {
        fetches(OkHttpGet.class);
    }

    @Test
    @Tag("slow")
    void sshClient() throws Exception {
        byte[] page = page(BYTES);
        SshServer sshd = SshServer.setUpDefaultServer();
        sshd.setHost("127.0.0.1");
        sshd.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("hostkey")));
        sshd.setPasswordAuthenticator((_, password, _) -> password.equals("secret"));
        sshd.setCommandFactory((channel, _) -> new PageCommand(page));
        sshd.start();
        try (UnmodifiedProgram program = client(SshCopy.class, LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress(),
                Integer.toString(relay.expose(sshd.getPort())))) {
            assertEquals(digest(page), program.line(), program::said);
            program.ended();
        } finally {
            sshd.stop();
        }
        assertTrue(relay.multipath() > 0);
    }

    @Test
    @Tag("slow")
    void redisClient() throws Exception {
        try (Redis redis = Redis.start(folder)) {
            try (UnmodifiedProgram program = client(RedisCall.class, LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress(),
                    Integer.toString(relay.expose(redis.port())), Integer.toString(BYTES))) {
                assertEquals(digest(page(BYTES)), program.line(), program::said);
                program.ended().usedAllPaths(LAB.lab(), "received");
            }
        }
        assertTrue(relay.multipath() > 0);
    }

    @Test
    @Tag("slow")
    void postgreSqlClient() throws Exception {
        try (PostgreSql database = PostgreSql.start()) {
            try (UnmodifiedProgram program = client(SqlQuery.class, "jdbc:postgresql://"
                    + LAB.lab().path(1).peerAddress(Trial.IPV4).getHostAddress() + ":" + relay.expose(database.port())
                    + "/postgres?user=postgres&sslmode=disable")) {
                assertEquals("1000 3200000", program.line(), program::said);
                program.ended().usedAllPaths(LAB.lab(), "received");
            }
        }
        assertTrue(relay.multipath() > 0);
    }
}
