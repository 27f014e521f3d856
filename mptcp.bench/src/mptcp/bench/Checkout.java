package mptcp.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.json.JSONException;
import org.json.JSONObject;

/** Sources of this project at one commit, with their own {@code ./mptcp}; a temporary one is removed when it is closed. */
final class Checkout implements AutoCloseable {
    private final Path repository;
    private final Path folder;
    private final boolean temporary;
    private final String name;
    private final Thread undo = new Thread(this::remove);

    private Checkout(Path repository, Path folder, boolean temporary, String name) {
        this.repository = repository;
        this.folder = folder;
        this.temporary = temporary;
        this.name = name;
        if (temporary) {
            Runtime.getRuntime().addShutdownHook(undo); // Ctrl-C
        }
    }

    /** The sources as they lie there, with what was not committed. */
    static Checkout present(Path root) throws IOException, InterruptedException {
        boolean changed = !git(root, "status", "--porcelain", "--untracked-files=no").isEmpty();
        return new Checkout(root, root, false, describe(root, "HEAD") + (changed ? " with uncommitted changes" : ""));
    }

    /** @throws IOException also if there is no such commit */
    static Checkout of(Path root, String commit) throws IOException, InterruptedException {
        String hash;
        try {
            hash = git(root, "rev-parse", "--verify", "--quiet", commit + "^{commit}");
        } catch (IOException e) {
            throw new IOException("there is no commit '" + commit + "' in " + root, e);
        }
        Path folder = Files.createTempDirectory("mptcp-bench-gate").resolve("before");
        Checkout made = new Checkout(root, folder, true, describe(root, hash));
        try {
            git(root, "worktree", "add", "--quiet", "--detach", folder.toString(), hash);
            return made;
        } catch (IOException | InterruptedException e) {
            made.close();
            throw e;
        }
    }

    /** The tag of the last release before the present commit; null if there is none. */
    static String lastRelease(Path root) throws InterruptedException {
        try {
            return git(root, "describe", "--tags", "--abbrev=0", "HEAD^");
        } catch (IOException e) {
            return null;
        }
    }

    private static String describe(Path root, String commit) throws IOException, InterruptedException {
        return git(root, "log", "-1", "--format=%h (%cs)", commit);
    }

    private static String git(Path root, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("git", "-C", root.toString()));
        line.addAll(List.of(words));
        Process git = new ProcessBuilder(line).redirectErrorStream(true).start();
        String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (git.waitFor() != 0) {
            throw new IOException("git " + String.join(" ", words) + ": " + said);
        }
        return said;
    }

    /** For people: commit and date. */
    @Override
    public String toString() {
        return name;
    }

    /** Builds what {@code ./mptcp bench} needs. @return the names of the benchmarks that it has */
    Set<String> build() throws IOException, InterruptedException {
        Path log = Files.createTempFile("mptcp-bench-gate", ".log");
        try {
            run(log, "--list");
            return Files.readAllLines(log).stream().map(line -> line.split(" ", 2)[0]).collect(Collectors.toSet());
        } finally {
            Files.deleteIfExists(log);
        }
    }

    /** @return what one run of a benchmark wrote */
    JSONObject measure(String benchmark, List<String> options) throws IOException, InterruptedException {
        Path json = Files.createTempFile("mptcp-bench-gate", ".json");
        Path log = Files.createTempFile("mptcp-bench-gate", ".log");
        try {
            List<String> words = new ArrayList<>(List.of(benchmark, "--json", json.toString()));
            words.addAll(options);
            run(log, words.toArray(String[]::new));
            return new JSONObject(Files.readString(json));
        } catch (JSONException e) {
            throw new IOException(name + ": " + benchmark + " wrote no results", e);
        } finally {
            Files.deleteIfExists(json);
            Files.deleteIfExists(log);
        }
    }

    private void run(Path log, String... words) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("sh", folder.resolve("mptcp").toString(), "bench"));
        line.addAll(List.of(words));
        Process run = new ProcessBuilder(line).directory(folder.toFile()).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            if (run.waitFor() != 0) {
                List<String> said = Files.readAllLines(log);
                throw new IOException(name + ": ./mptcp bench " + String.join(" ", words) + " failed: "
                        + String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size())));
            }
        } finally {
            run.descendants().forEach(ProcessHandle::destroy);
            run.destroy();
            run.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private void remove() {
        try {
            git(repository, "worktree", "remove", "--force", folder.toString());
            Files.deleteIfExists(folder.getParent());
        } catch (IOException e) {
            System.err.println("warning: " + folder + " could not be removed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (temporary && Runtime.getRuntime().removeShutdownHook(undo)) {
            remove();
        }
    }
}
