package mptcp.experiment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import mptcp.experiment.plan.Experiment;
import mptcp.experiment.plan.ExperimentFile.Point;
import mptcp.experiment.result.Outcome;

/**
 * The runs of a sweep that are done, one file each. A run is known by all that it depends on: the experiment with its
 * parameters, the seed, and the program. Any thread.
 */
final class DoneRuns {
    private final Path folder;
    private final byte[] program;

    /** @param program a hash of the program: another one's results are not this one's */
    DoneRuns(Path folder, byte[] program) {
        this.folder = folder;
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
        String name = name(experiment, seed);
        return folder.resolve(name.substring(0, 2)).resolve(name + ".csv"); // of a million, some 4000 in each folder
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
        return OutcomeText.read(point, seed, Files.readAllLines(file)); // torn by a crash of the machine: null
    }

    void keep(Outcome outcome, Experiment experiment) throws IOException {
        Path file = file(experiment, outcome.seed());
        Files.createDirectories(file.getParent());
        Path fresh = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().threadId() + ".new");
        Files.writeString(fresh, OutcomeText.of(outcome));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
