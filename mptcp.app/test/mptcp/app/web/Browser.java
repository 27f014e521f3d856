package mptcp.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.json.Json;

/**
 * A Chromium without a window, told what to do over its own protocol (DevTools): one page, one test at a time. What goes
 * wrong in the page's code is kept.
 */
final class Browser implements AutoCloseable {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final long WITHIN_S = 60;
    private static final long PATIENCE_S = 30;

    private final Process process;
    private final Path profile;
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final List<String> troubles = new ArrayList<>(); // guarded by itself
    private final AtomicInteger next = new AtomicInteger(1);

    /** The one that is installed. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).flatMap(
                folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable).findFirst();
    }

    Browser(Path program, Path folder, int width, int height) throws Exception {
        profile = folder.resolve("profile");
        process = new ProcessBuilder(program.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
                "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars",
                "--disable-component-update", "--remote-debugging-port=0", "--window-size=" + width + "," + height,
                "--user-data-dir=" + profile, "about:blank").redirectErrorStream(true)
                .redirectOutput(folder.resolve("browser.log").toFile()).start();
        HttpClient client = HttpClient.newHttpClient();
        String port = port();
        String targets = client.send(HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port + "/json/list")).build(),
                HttpResponse.BodyHandlers.ofString(UTF_8)).body();
        String address = targets.replaceAll("(?s).*\"webSocketDebuggerUrl\":\\s*\"(ws:[^\"]*/page/[^\"]*)\".*", "$1");
        socket = client.newWebSocketBuilder().buildAsync(URI.create(address), new Listener())
                .get(WITHIN_S, TimeUnit.SECONDS);
        for (String domain : List.of("Page", "Runtime", "Log")) {
            call(domain + ".enable", Map.of());
        }
        call("Emulation.setFocusEmulationEnabled", Map.of("enabled", true)); // a page that nobody sees asks nothing
        call("Page.bringToFront", Map.of());
    }

    private String port() throws IOException {
        Path file = profile.resolve("DevToolsActivePort");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!Files.exists(file) || Files.readString(file).lines().count() < 2) {
            if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                throw new IOException("the browser does not start: " + Files.readString(profile.resolveSibling("browser.log")));
            }
            Thread.onSpinWait();
        }
        return Files.readAllLines(file).getFirst();
    }

    /** Calls a method of the protocol, and returns its answer as text. */
    String call(String method, Map<String, Object> parameters) throws Exception {
        int id = next.getAndIncrement();
        CompletableFuture<String> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(Json.of(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(WITHIN_S, TimeUnit.SECONDS);
        return answer.get(WITHIN_S, TimeUnit.SECONDS);
    }

    void open(String address) throws Exception {
        call("Page.navigate", Map.of("url", address));
    }

    /** The value of an expression of the page, which is a text or a promise of one. */
    String value(String expression) throws Exception {
        String answer = call("Runtime.evaluate", Map.of("expression", "Promise.resolve(" + expression
                + ").then(v => btoa(unescape(encodeURIComponent(String(v)))))", "awaitPromise", true, "returnByValue", true));
        var found = Pattern.compile("\"value\":\"([A-Za-z0-9+/=]*)\"").matcher(answer);
        if (!found.find()) {
            throw new IllegalStateException(expression + " has no value: " + answer);
        }
        return new String(Base64.getDecoder().decode(found.group(1)), UTF_8);
    }

    /** Runs statements in the page. */
    void run(String statements) throws Exception {
        value("(async () => {" + statements + "; return ''})()");
    }

    /** Waits in the page until an expression is true. @throws TimeoutException that says what is shown instead */
    void await(String expression, String shown) throws Exception {
        String came = value("new Promise(done => { const end = performance.now() + " + TimeUnit.SECONDS.toMillis(PATIENCE_S)
                + "; const look = () => (" + expression + ") ? done('') : performance.now() > end ? done('not') : setTimeout(look, 50);"
                + " look(); })");
        if (!came.isEmpty()) {
            throw new TimeoutException(expression + " does not come true; it shows: " + value(shown) + "; " + troubles());
        }
    }

    /** A key, pressed and released: Tab, Enter, or a character. */
    void key(String key) throws Exception {
        String text = key.equals("Enter") ? "\r" : key.length() == 1 ? key : "";
        int code = switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case " " -> 32;
            default -> 0;
        };
        call("Input.dispatchKeyEvent", Map.of("type", text.isEmpty() ? "rawKeyDown" : "keyDown", "key", key, "code",
                key.equals(" ") ? "Space" : key, "windowsVirtualKeyCode", code, "text", text));
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "windowsVirtualKeyCode", code));
    }

    /** @param scheme light or dark */
    void scheme(String scheme) throws Exception {
        call("Emulation.setEmulatedMedia", Map.of("features",
                List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    byte[] picture() throws Exception {
        String answer = call("Page.captureScreenshot", Map.of("format", "png"));
        return Base64.getDecoder().decode(answer.replaceAll("(?s).*\"data\":\"([^\"]*)\".*", "$1"));
    }

    /** What the page's code threw or complained of, and what the browser refused. */
    List<String> troubles() {
        synchronized (troubles) {
            return List.copyOf(troubles);
        }
    }

    /** Forgets the {@link #troubles} so far. */
    void forget() {
        synchronized (troubles) {
            troubles.clear();
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
        process.destroyForcibly();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            message.append(data);
            if (last) {
                take(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String text) {
            if (text.startsWith("{\"id\":")) {
                int id = Integer.parseInt(text.replaceAll("(?s)^\\{\"id\":(\\d+).*", "$1"));
                waiting.remove(id).complete(text);
            } else if (text.contains("\"method\":\"Runtime.exceptionThrown\"") || text.contains("\"level\":\"error\"")
                    || text.contains("\"type\":\"error\"")) {
                synchronized (troubles) {
                    troubles.add(text);
                }
            }
        }
    }
}
