package mptcp.fuzz;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The class path as it is now: the workspace may be built anew while long runs go on. */
final class Frozen implements AutoCloseable {
    private final Path folder;
    private final List<String> entries = new ArrayList<>();

    /** @param workspace whose jars change; those of elsewhere do not */
    Frozen(Path workspace) throws IOException {
        folder = Files.createTempDirectory("mptcp-fuzz");
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path file = Path.of(entry);
            boolean changes = file.startsWith(workspace) && Files.isRegularFile(file);
            entries.add(changes ? Files.copy(file, folder.resolve(file.getFileName())).toString() : entry);
        }
    }

    String classPath() {
        return String.join(File.pathSeparator, entries);
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
