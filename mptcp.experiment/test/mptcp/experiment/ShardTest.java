package mptcp.experiment;

import static mptcp.experiment.Workspace.sim;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mptcp.experiment.Workspace.Said;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts of a sweep that are made on their own are the sweep, byte for byte. */
class ShardTest {
    private static final String GRID = "parameters: {cc: lia}\nsweep: {cc: [lia, reno]}\nseeds: 1..3\n"
            + Workspace.SMALL.replace("duration: 2s", "duration: 1s")
            + "flows:\n  f: {from: client, to: server, cc: $cc}\n";

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("grid.yaml"), GRID);
    }

    private Map<String, String> whole() throws IOException {
        Said whole = sim("sweep", file, "--out", folder.resolve("whole"));
        assertEquals(0, whole.status(), whole.err());
        return Workspace.contents(folder.resolve("whole"));
    }

    @Test
    void theirFoldersAreMerged() throws IOException {
        for (int i = 1; i <= 3; i++) {
            Said part = sim("sweep", file, "--out", folder.resolve("part" + i), "--shard", i + "/3");
            assertEquals(0, part.status(), part.err());
            assertTrue(part.out().contains("2 runs of part " + i + " of 3 are to be done"), part.out());
            assertTrue(Files.notExists(folder.resolve("part" + i + "/sweep.csv")), "a part has no tables");
        }
        Said two = sim("merge", file, folder.resolve("part1"), folder.resolve("part2"), "--out", folder.resolve("out"));
        assertEquals(1, two.status());
        assertTrue(two.err().contains("2 of 6 runs are missing"), two.err());
        Said all = sim("merge", file, folder.resolve("part3"), "--out", folder.resolve("out"));
        assertEquals(0, all.status(), all.err());
        assertEquals(whole(), Workspace.contents(folder.resolve("out")));
    }

    @Test
    void whatIsOfAnotherSweepIsNotMerged() throws IOException {
        sim("sweep", file, "--out", folder.resolve("part"), "--shard", "1/6");
        Files.writeString(file, GRID.replace("delay=5ms", "delay=6ms"));
        Said other = sim("merge", file, folder.resolve("part"), "--out", folder.resolve("out"));
        assertEquals(1, other.status());
        assertTrue(other.err().contains("none of its 6 runs is there"), other.err());
        assertTrue(Files.notExists(folder.resolve("out/sweep.csv")));
        Said nothing = sim("merge", file, folder.resolve("nowhere"), "--out", folder.resolve("out"));
        assertTrue(nothing.err().contains("there is no folder 'done' in it"), nothing.err());
    }

    @Test
    void partsAreAllOfIt() {
        for (String wrong : List.of("0/3", "4/3", "1/0", "1", "a/b", "-1/3", "1/99999999999")) {
            assertThrows(IllegalArgumentException.class, () -> Shard.of(wrong), wrong);
        }
        for (int place = 0; place < 20; place++) {
            int in = 0;
            for (int i = 1; i <= 7; i++) {
                in += Shard.of(i + "/7").has(place) ? 1 : 0;
            }
            assertEquals(1, in, "of exactly one part");
        }
    }

    /** As GNU parallel and a Slurm array start them, all into one folder: {@code xargs} and the environment stand in. */
    @Test
    @Tag("slow")
    void processesShareAFolder() throws Exception {
        Path program = Files.writeString(folder.resolve("mptcp"), "#!/bin/sh\nshift\nexec '"
                + Path.of(System.getProperty("java.home"), "bin/java") + "' -Djava.awt.headless=true -cp '"
                + absolute(System.getProperty("java.class.path")) + "' mptcp.experiment.Main '" + Workspace.ROOT
                + "' \"$@\"\n");
        assertTrue(program.toFile().setExecutable(true));
        shell("seq 3 | MPTCP='" + program + "' SLURM_ARRAY_TASK_COUNT=3 xargs -P 2 -I '{}' env 'SLURM_ARRAY_TASK_ID={}' sh '"
                + Workspace.ROOT.resolve("experiments/sweep.slurm") + "' '" + file + "' '" + folder.resolve("slurm") + "'");
        shell("seq 4 | xargs -P 2 -I '{}' '" + program + "' sim sweep '" + file + "' --out '" + folder.resolve("parallel")
                + "' --jobs 1 --shard '{}/4'");
        for (String way : List.of("slurm", "parallel")) {
            shell("'" + program + "' sim merge '" + file + "' --out '" + folder.resolve(way) + "'");
        }
        Map<String, String> slurm = Workspace.contents(folder.resolve("slurm"));
        assertEquals(6, slurm.keySet().stream().filter(name -> name.startsWith("done/")).count());
        assertEquals(slurm, Workspace.contents(folder.resolve("parallel")));
        Map<String, String> whole = whole();
        for (String table : List.of("sweep.csv", "runs.csv", "summary.csv", "comparison.csv")) {
            assertEquals(whole.get(table), slurm.get(table), table);
        }
    }

    private static String absolute(String path) {
        return String.join(File.pathSeparator, List.of(path.split(File.pathSeparator)).stream()
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).toList());
    }

    private void shell(String command) throws Exception {
        Path log = folder.resolve("log");
        Process shell = new ProcessBuilder("sh", "-c", command).redirectErrorStream(true).redirectOutput(log.toFile())
                .start();
        assertEquals(0, shell.waitFor(), () -> command + log);
    }
}
