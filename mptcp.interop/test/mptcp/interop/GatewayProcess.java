package mptcp.interop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mptcp.lab.Host;
import mptcp.lab.Lab;
import mptcp.lab.LabPath;

/** {@code mptcp gateway}, as it is started, with the links of a lab. */
final class GatewayProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final Path told;
    private final int port;

    private GatewayProcess(Process process, Path told) throws IOException {
        this.process = process;
        this.told = told;
        out = process.inputReader(StandardCharsets.UTF_8);
        String line = out.readLine();
        assertTrue(line != null, this::said);
        port = Integer.parseInt(line.replaceFirst(".*:", ""));
    }

    /** On the user host. @param options besides links, and the port, which is a free one */
    static GatewayProcess start(Lab lab, Path folder, String... options) throws IOException {
        List<String> all = new ArrayList<>(List.of("--socks", "0"));
        for (LabPath path : lab.paths()) {
            all.addAll(List.of("--link", path.linkOption()));
        }
        all.addAll(List.of(options));
        return start(lab.user(), folder.resolve("gateway.err"), all);
    }

    /** @param told where standard error goes */
    static GatewayProcess start(Host host, Path told, List<String> options) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), "mptcp.gateway.Main",
                "--namespace", host.namespace()));
        command.addAll(options);
        return new GatewayProcess(new ProcessBuilder(command).redirectError(told.toFile()).start(), told);
    }

    /** Where it listens, on loopback. */
    int port() {
        return port;
    }

    /** What it prints next; null at its end. */
    String line() throws IOException {
        return out.readLine();
    }

    String said() {
        try {
            return Files.readString(told);
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Ends it. @return the counters that it leaves with */
    String ended() throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS), this::said);
        assertFalse(said().contains("before all was closed"), this::said);
        return said().lines().filter(l -> l.contains(" open; ") && !l.contains("0 open; 0 accepted")).reduce((_, last) -> last).orElse(said());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
