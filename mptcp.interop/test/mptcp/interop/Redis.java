package mptcp.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The machine's Redis server, on loopback, with nothing kept. */
final class Redis implements AutoCloseable {
    private final Process process;
    private final BufferedReader said;
    private final int port;

    private Redis(Process process, int port) {
        this.process = process;
        this.port = port;
        said = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Skips the test where there is none. */
    static Redis start(Path folder) throws IOException {
        SharedLab.needs("redis-server");
        int port = Kafka.free();
        Redis redis = new Redis(new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind", "127.0.0.1",
                "--save", "").directory(folder.toFile()).redirectErrorStream(true).start(), port);
        String line = redis.said.readLine();
        while (line != null && !line.contains("Ready to accept connections")) {
            line = redis.said.readLine();
        }
        return redis;
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        said.close();
    }
}
