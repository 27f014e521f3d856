package mptcp.experiment;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mptcp.experiment.Jobs.Result;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.experiment.result.Outcome;

/**
 * Runs on a cluster of Apache Spark. Spark is in a process of its own, {@code mptcp.spark.Driver}, with its own class
 * path: what it brings along never meets what runs are made with. It is told the runs in a file, and says what became of
 * each in a line. One thread.
 */
final class SparkEngine implements RunEngine {
    /** Says that the cluster made no such run, where the failure of a run is told as its machine says it. */
    private static final class RunFailure extends Exception {
        private static final long serialVersionUID = 1;

        RunFailure(String message) {
            super(message);
        }

        @Override
        public String toString() {
            return getMessage();
        }
    }

    private final Program program;
    private final ExperimentFile file;
    private final Map<String, String> parameters;
    private final DoneRuns done;
    private final String master;
    private final String properties;
    private final int workers;

    /**
     * @param parameters that differ from the file's
     * @param master as Spark knows it; {@code local-cluster}: so many workers on this machine
     * @param properties a file of Spark's, or null
     */
    SparkEngine(Program program, ExperimentFile file, Map<String, String> parameters, DoneRuns done, String master,
            String properties, int workers) {
        this.program = program;
        this.file = file;
        this.parameters = parameters;
        this.done = done;
        this.master = master.equals("local-cluster") ? "local-cluster[" + workers + ",1,1024]" : master;
        this.properties = properties;
        this.workers = workers;
    }

    @Override
    public List<Result<Outcome>> run(List<Run> runs, Progress progress) throws IOException, InterruptedException {
        Path spark = prepare();
        Path folder = Files.createTempDirectory("mptcp-spark");
        Path log = folder.resolve("log");
        boolean good = false;
        try {
            Parcel.write(folder.resolve("parcel.zip"), Stream.of(System.getProperty("java.class.path")
                    .split(File.pathSeparator)).map(Path::of).toList(), program.policyFolder(), file, parameters);
            Files.write(folder.resolve("runs"), (Iterable<String>) runs.stream()
                    .map(run -> run.place() + " " + run.seed())::iterator);
            Process driver = start(spark, folder, log);
            List<Result<Outcome>> results = new ArrayList<>(Collections.nCopies(runs.size(), null));
            try (BufferedReader said = new BufferedReader(
                    new InputStreamReader(driver.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = said.readLine(); line != null; line = said.readLine()) {
                    take(line.split(" ", 3), runs, results, progress);
                }
                int status = driver.waitFor();
                if (status != 0 || results.contains(null)) {
                    throw new IOException("Spark gave up (" + last(log) + "); what was done is kept, and the same command"
                            + " goes on. All it said: " + log);
                }
            } finally {
                driver.destroy();
            }
            good = true;
            return results;
        } finally {
            if (good) {
                OutputFolder.delete(folder);
            }
        }
    }

    /** @param said {@code done} or {@code failed}, the run's number and what is to be known; or {@code lost} and who */
    private void take(String[] said, List<Run> runs, List<Result<Outcome>> results, Progress progress)
            throws IOException {
        if (said[0].equals("lost")) {
            program.err().println("warning: a worker is lost, its runs are made again: " + said[2]);
            return;
        }
        int number = Integer.parseInt(said[1]);
        Run run = runs.get(number);
        String text = new String(Base64.getDecoder().decode(said[2]), StandardCharsets.UTF_8);
        Outcome outcome = said[0].equals("done") ? OutcomeText.read(run.point(), run.seed(), text.lines().toList())
                : null;
        if (results.get(number) != null) {
            return; // made twice, by a worker that was thought lost: it is the same
        }
        if (outcome == null) {
            results.set(number, new Result<>(null, new RunFailure(text)));
        } else {
            done.keep(outcome, file.at(run.point()));
            results.set(number, new Result<>(outcome, null));
        }
        progress.step();
    }

    /** Fetches and compiles what is not there yet. @return the folder of what belongs to Spark */
    private Path prepare() throws IOException, InterruptedException {
        Process prepare = new ProcessBuilder("sh", program.root().resolve("spark/prepare").toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        prepare.getOutputStream().close();
        String said = new String(prepare.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (prepare.waitFor() != 0) {
            throw new IOException("Spark could not be made ready");
        }
        return Path.of(said);
    }

    private Process start(Path spark, Path folder, Path log) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "@" + spark.resolve("java.options"), "-cp", spark.resolve("mptcp.spark.jar") + File.pathSeparator
                + spark.resolve("jars") + "/*", "mptcp.spark.Driver", master, spark.toString(), folder.toString(),
                Integer.toString(workers)));
        if (properties != null) {
            command.add(properties);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        Path home = Files.createDirectories(folder.resolve("home")); // workers on this machine have their folders there
        Files.createSymbolicLink(home.resolve("jars"), spark.resolve("jars"));
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        if (master.startsWith("local")) {
            builder.environment().putIfAbsent("SPARK_LOCAL_IP", "127.0.0.1");
        }
        return builder.start(); // it ends when its input does: with this process
    }

    /** What is worth a line of a log: the first cause, not what it led to. */
    private static String last(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("ERROR") || line.contains("Exception")).reduce((_, b) -> b)
                    .orElse("it did not say why");
        }
    }
}
