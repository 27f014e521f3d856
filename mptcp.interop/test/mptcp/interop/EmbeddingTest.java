package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import mptcp.lab.LabPath;
import mptcp.lab.view.Counters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stack as a library: the program of docs/embedding.md and the applications of examples, compiled as they stand and
 * run on the user host of a lab; each fetches a page from the kernel host over two subflows.
 */
@Timeout(120)
final class EmbeddingTest {
    private static final int BYTES = 6 << 20;
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final List<String> STACK = List.of("mptcp.", "slf4j");

    @RegisterExtension
    static final SharedLab LAB = new SharedLab();

    @TempDir
    private Path folder;
    private KernelRelay relay;
    private HttpServer server;
    private final byte[] page = new byte[BYTES];

    /** So that a transfer lasts longer than a join takes on a busy machine. */
    @BeforeAll
    static void shape() throws Exception {
        for (LabPath path : LAB.lab().paths()) {
            path.shape(100);
        }
    }

    @BeforeEach
    void serve() throws Exception {
        LAB.lab().endpoints("signal", true, false);
        new Random(1).nextBytes(page);
        relay = new KernelRelay(LAB.lab().kernel());
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, BYTES);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void end() throws IOException {
        server.stop(0);
        relay.close();
    }

    @Test
    void theProgramOfThePage() throws Exception {
        Matcher program = PROGRAM.matcher(Files.readString(ROOT.resolve("docs/embedding.md")));
        assertTrue(program.find());
        Path source = Files.writeString(folder.resolve("Get.java"), program.group(1));
        String path = Disk.path(STACK);
        Path classes = compile(path, source);
        fetches(List.of("-cp", classes + File.pathSeparator + path, "Get"), List.of());
    }

    @Test
    @Tag("slow")
    void springBoot() throws Exception {
        String path = Disk.path(List.of("mptcp.", "slf4j", "spring", "micrometer", "commons-logging", "jspecify"));
        Path classes = compile(path, sources("spring-boot"));
        fetches(List.of("-cp", classes + File.pathSeparator + path, "example.Application"), List.of("--spring.main.banner-mode=off",
                "--logging.level.root=off"));
    }

    @Test
    @Tag("slow")
    void felix() throws Exception {
        Path bundles = bundles();
        String path = Disk.path(List.of("org.apache.felix.framework", "slf4j"));
        Path classes = compile(path, sources("felix"));
        fetches(List.of("-cp", classes + File.pathSeparator + path, "example.felix.Application", bundles.toString()), List.of());
    }

    @Test
    @Tag("slow")
    void equinox() throws Exception {
        Path bundles = bundles();
        Path configuration = Files.createDirectories(folder.resolve("configuration"));
        Files.copy(ROOT.resolve("examples/equinox/config.ini"), configuration.resolve("config.ini"));
        Path framework = Files.copy(Disk.jar("org.eclipse.osgi"), bundles.resolve("org.eclipse.osgi.jar"));
        fetches(List.of("-cp", framework + File.pathSeparator + Disk.path(List.of("slf4j")),
                "org.eclipse.core.runtime.adaptor.EclipseStarter", "-configuration", configuration.toString(), "-clean"), List.of());
    }

    /** The bundles of both frameworks, with names whose order is that in which they start; Equinox has an order of its own. */
    private Path bundles() throws Exception {
        Path bundles = Files.createDirectories(folder.resolve("bundles"));
        for (String name : List.of("org.osgi.util.function", "org.osgi.util.promise", "org.osgi.service.component",
                "org.apache.felix.scr", "mptcp.api", "mptcp.scheduler.minrtt", "mptcp.pathmanager.fullmesh",
                "mptcp.rexmit.threshold", "mptcp.cc.lia", "mptcp.core", "mptcp.io.raw", "mptcp.nio")) {
            Files.copy(Disk.jar(name), bundles.resolve(name + ".jar"));
        }
        Path classes = compile(Disk.path(List.of("mptcp.", "osgi.core")), sources("osgi-fetch"));
        Manifest manifest;
        try (var in = Files.newInputStream(ROOT.resolve("examples/osgi-fetch/MANIFEST.MF"))) {
            manifest = new Manifest(in);
        }
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(bundles.resolve("fetch.jar")), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                jar.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, jar);
            }
        }
        return bundles;
    }

    private static Path[] sources(String example) throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("examples").resolve(example).resolve("src"))) {
            return files.filter(f -> f.toString().endsWith(".java")).toArray(Path[]::new);
        }
    }

    private Path compile(String path, Path... sources) throws IOException {
        Path classes = Files.createTempDirectory(folder, "classes");
        List<String> options = new ArrayList<>(List.of("-Xlint:all,-processing,-classfile", "-Werror", "-proc:none", "-d",
                classes.toString(), "-cp", path));
        Arrays.stream(sources).map(Path::toString).forEach(options::add);
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(String[]::new)));
        return classes;
    }

    private void fetches(List<String> program, List<String> more) throws Exception {
        Counters before = Counters.of(LAB.lab().kernel());
        String port = Integer.toString(relay.expose(server.getAddress().getPort()));
        List<String> words = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow", "-Dexample.port=" + port));
        words.addAll(program);
        words.add(port);
        words.addAll(more);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(LAB.lab().user().commandLine(words)).redirectOutput(out.toFile())
                .redirectError(err.toFile()).start();
        try {
            assertTrue(process.waitFor(90, TimeUnit.SECONDS), () -> said(err));
        } finally {
            process.destroyForcibly();
        }
        assertEquals(0, process.exitValue(), () -> said(err));
        byte[] printed = Files.readAllBytes(out);
        assertTrue(printed.length > BYTES, () -> said(err) + said(out));
        assertEquals(digest(page), digest(Arrays.copyOfRange(printed, printed.length - BYTES, printed.length)), () -> said(err));
        assertEquals(1, relay.multipath());
        assertTrue(Counters.of(LAB.lab().kernel()).since(before).get("MPTcpExtMPJoinAckRx") > 0, () -> said(err));
    }

    private static String digest(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static String said(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().limit(60).collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Jars of this test's class path. */
    private static final class Disk {
        private Disk() {}

        private static Stream<Path> all() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).map(Path::of)
                    .filter(p -> p.toString().endsWith(".jar"));
        }

        static String path(List<String> beginnings) {
            return all().filter(p -> beginnings.stream().anyMatch(p.getFileName().toString()::startsWith)).map(Path::toString)
                    .collect(Collectors.joining(File.pathSeparator));
        }

        static Path jar(String name) {
            return all().filter(p -> p.getFileName().toString().matches(Pattern.quote(name) + "(-[0-9].*)?\\.jar")).findFirst()
                    .orElseThrow(() -> new AssertionError("no " + name + " on the class path"));
        }
    }
}
