package mptcp.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Kafka's own server, broker and controller in one process on loopback (KRaft), with its files in a folder of the test's. */
final class Kafka implements AutoCloseable {
    private static final String STARTED = "Kafka Server started";

    private final Process process;

    private Kafka(Process process) {
        this.process = process;
    }

    /**
     * @param port of loopback, and of the address that clients are told
     * @param advertised that address
     */
    static Kafka start(Path folder, int port, InetAddress advertised) throws Exception {
        int inside = free();
        int controller = free();
        Path settings = Files.write(folder.resolve("server.properties"), List.of(
                "process.roles=broker,controller", "node.id=1", "controller.quorum.voters=1@127.0.0.1:" + controller,
                "controller.listener.names=CONTROLLER", "inter.broker.listener.name=INSIDE",
                "listener.security.protocol.map=CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT",
                "listeners=CONTROLLER://127.0.0.1:" + controller + ",INSIDE://127.0.0.1:" + inside + ",OUTSIDE://127.0.0.1:" + port,
                "advertised.listeners=INSIDE://127.0.0.1:" + inside + ",OUTSIDE://" + advertised.getHostAddress() + ":" + port,
                "log.dirs=" + folder.resolve("logs"), "offsets.topic.replication.factor=1", "log.cleaner.enable=false"),
                StandardCharsets.UTF_8);
        Process format = java(folder, "format", "kafka.tools.StorageTool", "format", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c",
                settings.toString());
        if (!format.waitFor(60, TimeUnit.SECONDS) || format.exitValue() != 0) {
            throw new IOException("Kafka's storage tool: " + Files.readString(folder.resolve("format")));
        }
        return new Kafka(java(folder, "server", "kafka.Kafka", settings.toString())).started(folder.resolve("server"));
    }

    static int free() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static Process java(Path folder, String name, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=info", "-cp",
                UnmodifiedProgram.libraries()));
        command.addAll(List.of(words));
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve(name).toFile()).start();
    }

    private Kafka started(Path log) throws Exception {
        try {
            Await.until("Kafka's start", 90, () -> said(log), () -> {
                if (!process.isAlive()) {
                    throw new IOException(Files.readString(log));
                }
                return Files.readString(log).contains(STARTED);
            });
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
        return this;
    }

    private static String said(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
