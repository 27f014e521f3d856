package mptcp.experiment;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/** With what results were made: the source's commit, the bundles with their versions and contents, the command. */
final class Provenance {
    private static final int SHORT = 8;

    private Provenance() {}

    /**
     * What is written into results. The same program and command give the same: there is no time in it.
     *
     * @param command that repeats it
     * @param program a hash of all that runs depend on
     */
    static Map<String, Object> of(Path root, Path policies, List<String> command, byte[] program) throws IOException {
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("command", String.join(" ", command));
        made.put("commit", commit(root));
        made.put("program", HexFormat.of().formatHex(program, 0, SHORT * 2));
        made.put("java", Runtime.version().toString());
        Map<String, String> bundles = new TreeMap<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            bundle(Path.of(entry), bundles);
        }
        if (Files.isDirectory(policies)) {
            try (Stream<Path> files = Files.list(policies)) {
                for (Path jar : files.filter(f -> f.toString().endsWith(".jar")).sorted().toList()) {
                    bundle(jar, bundles);
                }
            }
        }
        made.put("bundles", bundles);
        return made;
    }

    private static void bundle(Path jar, Map<String, String> bundles) throws IOException {
        if (!Files.isRegularFile(jar)) {
            return;
        }
        byte[] hash = DoneRuns.sha256().digest(Files.readAllBytes(jar));
        try (JarFile read = new JarFile(jar.toFile())) {
            Attributes manifest = read.getManifest() == null ? new Attributes()
                    : read.getManifest().getMainAttributes();
            String name = manifest.getValue("Bundle-SymbolicName");
            String version = manifest.getValue("Bundle-Version");
            bundles.put(name == null ? jar.getFileName().toString() : name.replaceFirst(";.*", ""),
                    (version == null ? "" : version + " ") + HexFormat.of().formatHex(hash, 0, SHORT));
        }
    }

    /** Of the checkout, {@code +} behind it if files differ from it; {@code unknown} outside of one. */
    private static String commit(Path root) throws IOException {
        String commit = git(root, "rev-parse", "HEAD");
        return commit.isEmpty() ? "unknown"
                : commit + (git(root, "status", "--porcelain", "--untracked-files=no").isEmpty() ? "" : "+");
    }

    private static String git(Path root, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(words));
        try {
            Process git = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
            git.getOutputStream().close();
            String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? said : "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        } catch (IOException e) {
            return ""; // there is no git here
        }
    }
}
