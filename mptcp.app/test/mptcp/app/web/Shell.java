package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** The shell as a process of its own, with its live page, until it is closed. */
final class Shell implements AutoCloseable {
    private static final Map<String, Integer> BUNDLES = Map.ofEntries(Map.entry("mptcp.api", 1), Map.entry("mptcp.core", 1),
            Map.entry("mptcp.shell", 1), Map.entry("mptcp.io.sim", 1), Map.entry("mptcp.io.raw", 1),
            Map.entry("mptcp.pathmanager.static", 1), Map.entry("mptcp.scheduler.roundrobin", 1),
            Map.entry("mptcp.scheduler.minrtt", 1), Map.entry("mptcp.cc.lia", 1), Map.entry("org.apache.felix.scr", 1),
            Map.entry("org.apache.felix.configadmin", 1), Map.entry("org.osgi.service.component", 1),
            Map.entry("org.osgi.util.promise", 1), Map.entry("org.osgi.util.function", 1),
            Map.entry("org.apache.felix.gogo.runtime", 1), Map.entry("org.apache.felix.gogo.shell", 1),
            Map.entry("mptcp.console", 3), Map.entry("mptcp.web", 4), Map.entry("mptcp.record", 1), Map.entry("org.osgi.service.servlet", 4),
            Map.entry("org.apache.felix.http.jetty12", 4), Map.entry("org.apache.felix.http.servlet-api", 4),
            Map.entry("io.prometheus.metrics-model", 4), Map.entry("io.prometheus.metrics-config", 4),
            Map.entry("io.prometheus.metrics-exposition-textformats", 4), Map.entry("org.jsr-305", 4),
            Map.entry("org.apache.commons.commons-fileupload", 4), Map.entry("org.apache.commons.commons-io", 4));
    private static final List<String> BESIDE = List.of("org.jline", "slf4j.api");
    private static final String SAYS = "live page: ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String page;

    /** @param options of its JVM */
    Shell(Path folder, String... options) throws IOException {
        Path application = folder.resolve("application");
        Files.write(application, describe());
        Path policies = Files.createDirectories(folder.resolve("policies"));
        Path temporary = Files.createDirectories(folder.resolve("tmp"));
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-Djava.io.tmpdir=" + temporary, "-Dmptcp.application=" + application));
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "mptcp.app.Main", "--web"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().put("MPTCP_POLICIES", policies.toString());
        builder.environment().remove("MPTCP_WEB_TOKEN");
        process = builder.start();
        page = page();
    }

    /** Standard input stays open: it serves until it is closed. */
    private String page() throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
        StringBuilder said = new StringBuilder();
        for (String line; (line = lines.readLine()) != null;) {
            said.append(line).append('\n');
            if (line.startsWith(SAYS)) {
                Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(System.out::println));
                return line.substring(SAYS.length());
            }
        }
        throw new IOException("there is no live page: " + said);
    }

    private static List<String> describe() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!entry.endsWith(".jar")) {
                continue;
            }
            try (JarFile jar = new JarFile(entry)) {
                var main = jar.getManifest() == null ? null : jar.getManifest().getMainAttributes();
                String name = main == null ? null : main.getValue("Bundle-SymbolicName");
                name = name == null ? "" : name.replaceFirst(";.*", "").strip();
                if (BUNDLES.containsKey(name)) {
                    lines.add("bundle " + BUNDLES.get(name) + " " + entry);
                } else if (BESIDE.contains(name)) {
                    String exports = main.getValue("Export-Package").replaceAll(";uses:=\"[^\"]*\"", "");
                    Stream.of(exports.split(",(?=[a-z])")).forEach(export -> lines.add("package " + export));
                }
            }
        }
        assertEquals(BUNDLES.size(), lines.stream().filter(line -> line.startsWith("bundle")).count(), lines.toString());
        return lines;
    }

    /** The address that it printed, the token in it. */
    String address() {
        return page;
    }

    String origin() {
        return page.replaceFirst("/#.*", "");
    }

    String token() {
        return page.replaceFirst(".*#", "");
    }

    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(origin() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    }

    /** What the page would ask. */
    String ask(String path) throws Exception {
        return get(path, "Authorization", "Bearer " + token()).body();
    }

    String run(String... words) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(origin() + "/api/run"))
                .header("Authorization", "Bearer " + token())
                .POST(HttpRequest.BodyPublishers.ofString(String.join("\n", words), UTF_8)).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString(UTF_8)).body();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join();
        process.destroyForcibly();
        client.shutdownNow();
    }
}
