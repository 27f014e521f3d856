package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Outcome;

/**
 * The runs of a sweep that are done, one file each. A run is known by all that it depends on: the experiment with its
 * parameters, the seed, and the program. Any thread.
 */
final class DoneRuns {
    private static final String END = "end";

    private final Path folder;
    private final byte[] program;

    /** @param program a hash of the program: another one's results are not this one's */
    DoneRuns(Path folder, byte[] program) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.program = program;
    }

    /** What a run is known by. */
    String name(Experiment experiment, long seed) {
        MessageDigest hash = sha256();
        hash.update(program);
        hash.update((experiment.description() + "\n" + seed).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash.digest(), 0, 16);
    }

    private Path file(Experiment experiment, long seed) {
        return folder.resolve(name(experiment, seed) + ".csv");
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The outcome of a run, or null if it is not done. */
    Outcome find(Point point, Experiment experiment, long seed) throws IOException {
        Path file = file(experiment, seed);
        if (!Files.exists(file)) {
            return null;
        }
        Map<String, Map<String, Double>> flows = new LinkedHashMap<>();
        Map<String, Map<String, Map<String, Double>>> paths = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split(",", -1);
            if (cells[0].equals(END) && cells.length == 2 && !cells[1].isEmpty()) {
                return new Outcome(point, seed, Long.parseUnsignedLong(cells[1], 16), flows, paths);
            }
            double value = Double.parseDouble(cells[3]);
            if (cells[1].isEmpty()) {
                flows.computeIfAbsent(cells[0], _ -> new LinkedHashMap<>()).put(cells[2], value);
                paths.computeIfAbsent(cells[0], _ -> new LinkedHashMap<>());
            } else {
                paths.get(cells[0]).computeIfAbsent(cells[1], _ -> new LinkedHashMap<>()).put(cells[2], value);
            }
        }
        return null; // torn by a crash of the machine
    }

    void keep(Outcome outcome, Experiment experiment) throws IOException {
        StringBuilder text = new StringBuilder();
        outcome.flows().forEach((flow, metrics) -> metrics.forEach((metric, value) ->
                text.append(flow).append(",,").append(metric).append(',').append(value).append('\n')));
        outcome.paths().forEach((flow, paths) -> paths.forEach((path, metrics) -> metrics.forEach((metric, value) ->
                text.append(flow).append(',').append(path).append(',').append(metric).append(',').append(value)
                        .append('\n'))));
        text.append(END).append(',').append(Long.toHexString(outcome.eventHash())).append('\n');
        Path file = file(experiment, outcome.seed());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
