package mptcp.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mptcp.experiment.Workspace.Said;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep on Apache Spark is the sweep on one machine, byte for byte, also if a worker is lost on the way. Spark is fetched
 * from Maven Central if it is not there.
 */
@Tag("slow")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class SparkTest {
    private static final String GRID = "parameters: {cc: lia, rate: 8m}\nsweep: {cc: [lia, reno], rate: [6m, 7m, 8m, 9m]}\n"
            + "seeds: 1..5\n" + Workspace.SMALL
            + "flows:\n  f: {from: client, to: server, cc: $cc}\n"
            + "cross: {noise: {over: one, rate: $rate, on: 100ms, off: 100ms}}\n"
            + "events:\n  - {at: 0s, path: two, trace: walk.csv}\n";

    @TempDir
    Path folder;

    private final List<Process> cluster = new ArrayList<>();
    private Path file;
    private Path spark;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("walk.csv"), "time_s,rate_mbit\n0,8\n0.5,3\n1,6\n");
        file = Files.writeString(folder.resolve("grid.yaml"), GRID);
        Process prepare = new ProcessBuilder("sh", Workspace.ROOT.resolve("spark/prepare").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        spark = Path.of(new String(prepare.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        assertEquals(0, prepare.waitFor());
    }

    @AfterEach
    void end() {
        cluster.forEach(SparkTest::kill);
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Starts a part of a cluster, and waits until it says this. */
    private Process start(String until, String... words) throws IOException {
        Path home = Files.createDirectories(folder.resolve("home"));
        if (Files.notExists(home.resolve("jars"))) {
            Files.createSymbolicLink(home.resolve("jars"), spark.resolve("jars"));
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "@" + spark.resolve("java.options"), "-cp", spark.resolve("jars") + "/*"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        cluster.add(process);
        BufferedReader said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            all.append(line).append('\n');
            if (line.contains(until)) {
                Thread.ofPlatform().daemon().start(() -> said.lines().forEach(_ -> { })); // it must not block
                return process;
            }
        }
        throw new IOException("it ended: " + all);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private Process worker(String master) throws IOException {
        return start("Successfully registered with master", "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1",
                "--cores", "1", "--memory", "1g", "--webui-port", Integer.toString(freePort()), "-d",
                folder.resolve("work" + cluster.size()).toString(), master);
    }

    @Test
    void aLostWorkerCostsItsRunsOnly() throws Exception {
        int port = freePort();
        String master = "spark://127.0.0.1:" + port;
        start("I have been elected leader", "org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port",
                Integer.toString(port), "--webui-port", Integer.toString(freePort()));
        Process lost = worker(master);
        worker(master);

        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream watched = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) {
                err.write(b);
                if (b == '\n' && lost.isAlive() && err.toString(StandardCharsets.UTF_8).contains(" of 40 runs")) {
                    kill(lost); // with a tenth of the runs done
                }
            }
        }, true, StandardCharsets.UTF_8);
        int status = new Main(Workspace.ROOT, new PrintStream(out, true, StandardCharsets.UTF_8), watched).run(List.of(
                "sweep", file.toString(), "--out", folder.resolve("spark").toString(), "--spark", master));
        String said = err.toString(StandardCharsets.UTF_8);
        assertEquals(0, status, said);
        assertTrue(said.contains("a worker is lost"), said);
        assertTrue(said.contains("40 of 40 runs"), said);
        assertTrue(!lost.isAlive());
        sameAsHere();
    }

    @Test
    void workersOfThisMachine() throws Exception {
        Said there = Workspace.sim("sweep", file, "--out", folder.resolve("spark"), "--spark", "local-cluster", "--jobs", "2");
        assertEquals(0, there.status(), there.err());
        sameAsHere();
    }

    private void sameAsHere() throws IOException {
        Said here = Workspace.sim("sweep", file, "--out", folder.resolve("here"));
        assertEquals(0, here.status(), here.err());
        assertEquals(Workspace.contents(folder.resolve("here")), Workspace.contents(folder.resolve("spark")));
    }
}
