package mptcp.io.raw;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A network namespace for one test, which is skipped where namespaces and TUN devices cannot be made. */
final class TestNamespace implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final String name = "mptcp-raw-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

    TestNamespace() throws IOException {
        assumeTrue(NetworkNamespace.isSupported(), "needs Linux");
        assumeTrue(Files.isWritable(Path.of("/dev/net/tun")), "needs a writable /dev/net/tun");
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        run("ip", "netns", "add", name);
        ip("link", "set", "lo", "up");
    }

    void ip(String... words) throws IOException {
        output(words);
    }

    String output(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", name));
        command.addAll(List.of(words));
        return run(command.toArray(String[]::new));
    }

    <T, X extends Exception> T inside(NetworkNamespace.Action<T, X> action) throws RawLinkException, X {
        return NetworkNamespace.call(name, action);
    }

    private static String run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + output);
            }
            return output;
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        run("ip", "netns", "del", name);
    }
}
