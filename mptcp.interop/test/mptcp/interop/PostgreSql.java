package mptcp.interop;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of the machine's packages, on loopback, with a database of its own that goes with it. */
final class PostgreSql implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres"; // the server does not run as root

    private final Path bin;
    private final Path folder;
    private final int port;

    private PostgreSql(Path bin, Path folder, int port) {
        this.bin = bin;
        this.folder = folder;
        this.port = port;
    }

    static PostgreSql start() throws IOException {
        return start(false);
    }

    /**
     * Skips the test where there is none.
     *
     * @param tls whether it takes TLS, too, with a certificate that it signed itself
     */
    static PostgreSql start(boolean tls) throws IOException {
        assumeTrue(Files.isDirectory(INSTALLED), "PostgreSQL is not installed");
        SharedLab.needs("runuser");
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            Path bin = versions.sorted().reduce((_, last) -> last).orElseThrow().resolve("bin");
            Path folder = Files.createTempDirectory(Path.of("/var/tmp"), "mptcp-postgresql-");
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            PostgreSql database = new PostgreSql(bin, folder, port);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            database.run("initdb", "-A", "trust", "-D", database.data(), "--no-sync");
            if (tls) {
                SharedLab.needs("openssl");
                database.run("/usr/bin/openssl", "req", "-new", "-x509", "-days", "2", "-nodes", "-subj", "/CN=test", "-keyout",
                        database.data() + "/server.key", "-out", database.data() + "/server.crt");
            }
            database.run("pg_ctl", "-D", database.data(), "-w", "-l", folder.resolve("log").toString(), "-o",
                    "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=" + folder + " -c fsync=off -c ssl=" + (tls ? "on" : "off"), "start");
            return database;
        }
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    int port() {
        return port;
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("runuser", "-u", USER, "--", bin.resolve(program).toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile()).start();
        boolean ended;
        try {
            ended = process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended = false;
        }
        if (!ended || process.exitValue() != 0) {
            throw new IOException(program + ": " + Files.readString(folder.resolve("said")));
        }
    }

    @Override
    public void close() throws IOException {
        run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
