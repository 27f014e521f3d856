package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
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
import mptcp.app.TestApplication;

/** The shell as a process of its own, with its live page, until it is closed. */
final class Shell implements AutoCloseable {
    private static final Map<String, Integer> SERVER = Map.of("org.osgi.service.servlet", 4, "org.apache.felix.http.jetty12", 4,
            "org.apache.felix.http.servlet-api", 4, "org.apache.commons.commons-fileupload", 4, "org.apache.commons.commons-io", 4);
    private static final Map<String, Integer> PAGE = Map.of("mptcp.web", 4, "mptcp.record", 1, "io.prometheus.metrics-model", 4,
            "io.prometheus.metrics-config", 4, "io.prometheus.metrics-exposition-textformats", 4, "org.jsr-305", 4);
    private static final Map<String, Integer> BUNDLES =
            TestApplication.and(TestApplication.SHELL, TestApplication.and(PAGE, SERVER));
    private static final String SAYS = "live page: ";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private final String page;

    /** @param options of its JVM */
    Shell(Path folder, String... options) throws IOException {
        Path application = TestApplication.write(folder.resolve("application"), BUNDLES);
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
