package mptcp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The application as a process: a framework with the console and what that needs, in environments of all kinds. */
class StartTest {
    private static final long WITHIN_S = 60;

    @TempDir
    Path temporary;

    private Path application;
    private Path temporaryFiles;

    private record Said(int status, String text) {}

    @BeforeEach
    void describe() throws IOException {
        application = TestApplication.write(temporary.resolve("application"), TestApplication.CONSOLE);
        temporaryFiles = Files.createDirectory(temporary.resolve("tmp"));
    }

    private Process start(Map<String, String> environment, List<String> options, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Djava.io.tmpdir=" + temporaryFiles, "-Dmptcp.application=" + application));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "mptcp.app.Main"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(temporary.toFile()).redirectErrorStream(true);
        builder.environment().remove("MPTCP_POLICIES");
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Said end(Process process) throws Exception {
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(WITHIN_S, TimeUnit.SECONDS), "it goes on and on: " + text);
        return new Said(process.exitValue(), text);
    }

    private Said run(Map<String, String> environment, List<String> options, String... words) throws Exception {
        return end(start(environment, options, words));
    }

    /** Their digits are not those of Latin script, or the case of their letters is their own. */
    @ParameterizedTest
    @ValueSource(strings = {"fa-IR", "ar-EG-u-nu-arab", "th-TH-u-nu-thai", "tr-TR", "my-MM"})
    void inEveryLocale(String tag) throws Exception {
        var locale = java.util.Locale.forLanguageTag(tag);
        List<String> options = List.of("-Duser.language=" + locale.getLanguage(), "-Duser.country=" + locale.getCountry(),
                "-Duser.extensions=" + (locale.hasExtensions() ? "u-" + locale.getExtension('u') : ""));
        assertEquals(new Said(0, "it runs\n"), run(Map.of(), options, "-c", "echo it runs"));
    }

    @Test
    void withOtherDefaultsOfEverything() throws Exception {
        List<String> options = List.of("-Duser.timezone=Asia/Kathmandu", "-Dfile.encoding=COMPAT",
                "-Dstdout.encoding=US-ASCII", "-Duser.home=/nonexistent");
        Map<String, String> environment = Map.of("LC_ALL", "C", "TERM", "no-such-terminal", "TZ", "Nowhere/Land",
                "HOME", "/nonexistent", "COLUMNS", "none", "LINES", "-1");
        assertEquals(new Said(0, "it runs\n"), run(environment, options, "-c", "echo it runs"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--web=", "--web=x", "--web=70000", "--web=-1"})
    void aPortIsANumber(String option) throws Exception {
        Said said = run(Map.of(), List.of(), option, "-c", "echo");
        assertEquals(2, said.status(), said.text());
        assertTrue(said.text().startsWith("error: --web takes a port"), said.text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--frob             | error: there is no option '--frob'; --help lists them",
        "put                | error: what is 'put' for? -c COMMANDS runs commands",
        "--policy-set       | error: --policy-set needs a name",
        "-c                 | error: -c needs commands"})
    void wrongWordsAreOneLine(String word, String message) throws Exception {
        assertEquals(new Said(2, message + "\n"), run(Map.of(), List.of(), word));
    }

    @Test
    void optionsTakeTheirValuesEitherWay() throws Exception {
        TestApplication.write(application, TestApplication.SHELL);
        for (List<String> option : List.of(List.of("--policy-set", "report"), List.of("--policy-set=report"))) {
            List<String> words = new ArrayList<>(option);
            words.addAll(List.of("-c", "policy set"));
            Said said = run(Map.of(), List.of("--enable-native-access=ALL-UNNAMED"), words.toArray(String[]::new));
            assertTrue(said.text().lines().anyMatch(line -> line.matches("report +client, server .*")), said.text());
        }
    }

    @Test
    void aPortThatIsTakenIsToldInOneLine() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            Said said = run(Map.of(), List.of(), "--web", Integer.toString(other.getLocalPort()), "-c", "echo");
            assertEquals(2, said.status(), said.text());
            assertTrue(said.text().matches("error: port " + other.getLocalPort() + " cannot be listened on .*is free\n"), said.text());
        }
    }

    /** Wrong words are 2, as everywhere; what fails is 1. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "mptcp:demo --frob            | 2 | unknown option --frob; there are: --size, --interval, --kernel, --ipv6, --help\\n",
        "mptcp:demo --size x          | 2 | .*'x'.*\\n",
        "mptcp:demo --size 1M a       | 2 | either a file or --size, not both\\n",
        "mptcp:demo nowhere           | 1 | no readable file .*nowhere\\n"})
    void mistakesInTheWordsOfOneCommand(String words, int status, String message) throws Exception {
        TestApplication.write(application, TestApplication.SHELL);
        List<String> all = new ArrayList<>(List.of("--run"));
        all.addAll(List.of(words.split(" ")));
        Said said = run(Map.of(), List.of("--enable-native-access=ALL-UNNAMED"), all.toArray(String[]::new));
        assertEquals(status, said.status(), said.text());
        assertTrue(said.text().matches("(?s)" + message), said.text());
    }

    /** What is lost is told: transfers that end with the shell, hosts that go with the stack's bundle. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "put -n 64M      | (?s).*\\Rtransfer 1 ends at \\d+% with the shell; 'wait' waits for a transfer\\R",
        "stop mptcp.core | (?s)warning: with it went the hosts client, server and all their connections; 'start mptcp.core' makes new ones\\R.*"})
    void whatIsLostIsTold(String script, String message) throws Exception {
        TestApplication.write(application, TestApplication.SHELL);
        Said said = run(Map.of(), List.of("--enable-native-access=ALL-UNNAMED"), "-c", script);
        assertEquals(0, said.status(), said.text());
        assertTrue(said.text().matches(message), said.text());
    }

    @Test
    void withoutAFolderForTemporaryFilesItSaysSo() throws Exception {
        Path none = temporary.resolve("none");
        Said said = run(Map.of(), List.of("-Djava.io.tmpdir=" + none), "-c", "echo");
        assertEquals(1, said.status(), said.text());
        assertTrue(said.text().matches("(?s).*error: cannot use " + none + "/\\S+: there is no such file or folder\n"), said.text());
    }

    private List<String> left() throws IOException {
        try (Stream<Path> all = Files.list(temporaryFiles)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void nothingIsLeft() throws Exception {
        assertEquals(0, run(Map.of(), List.of(), "-c", "echo").status());
        Process ended = start(Map.of(), List.of());
        awaitFolder();
        ended.toHandle().destroy(); // the stream stays open
        end(ended);
        assertEquals(List.of(), left());
    }

    private void awaitFolder() throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (left().stream().noneMatch(name -> Files.exists(temporaryFiles.resolve(name).resolve("bundles")))) {
            assertTrue(System.nanoTime() - deadline < 0, "it does not start");
            Thread.onSpinWait();
        }
    }

    @Test
    void whatAKilledShellLeftGoesWithTheNextAndIsTold() throws Exception {
        Files.createDirectory(temporaryFiles.resolve("mptcp-of-something-else"));
        Process killed = start(Map.of(), List.of());
        awaitFolder();
        String folder = left().stream().filter(name -> !name.endsWith("else")).findFirst().orElseThrow();
        Said beside = run(Map.of(), List.of(), "-c", "echo");
        assertFalse(beside.text().contains("removed"), "its process lives: " + beside.text());
        killed.destroyForcibly();
        assertTrue(killed.waitFor(WITHIN_S, TimeUnit.SECONDS), "it was killed");
        assertTrue(left().contains(folder), left().toString());
        Said next = run(Map.of(), List.of(), "-c", "echo it runs");
        assertEquals(new Said(0, "removed " + temporaryFiles.resolve(folder)
                + ", which a shell that was killed had left\nit runs\n"), next);
        assertEquals(List.of("mptcp-of-something-else"), left());
    }
}
