package mptcp.socketagent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.lab.Lab;

/** The agent as a process of its own on the first TUN device of a lab. */
final class Agent implements AutoCloseable {
    private final Lab lab;
    private final List<String> options;
    private final Path folder;
    private final Process process;

    /** Returns when the agent is ready. */
    Agent(Lab lab) throws IOException {
        this(lab, List.of());
    }

    Agent(Lab lab, List<String> options) throws IOException {
        this.lab = lab;
        this.options = options;
        folder = Files.createTempDirectory("agent");
        process = new ProcessBuilder(command("ctl")).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
        assertEquals("READY", out.readLine());
    }

    private List<String> command(String control) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "mptcp.socketagent.Main",
                "--ctl", folder.resolve(control).toString(), "--tun", lab.path(1).device(), "--local"));
        words.add(String.join(",", lab.path(1).addresses().stream().map(Object::toString).toList()));
        words.addAll(options);
        return lab.user().commandLine(words);
    }

    Client client() throws IOException {
        return new Client(folder.resolve("ctl"));
    }

    /** What a second agent on the same device complains about. */
    String failureOfAnother() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(command("other")).start();
        String complaint = new String(other.getErrorStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertEquals(1, other.waitFor());
        return complaint;
    }

    @Override
    public void close() throws IOException {
        try (Client client = client()) {
            assertEquals("= 0", client.ask("bye"));
        }
        assertEquals(0, process.onExit().join().exitValue());
        Files.delete(folder);
    }
}
