import static java.nio.charset.StandardCharsets.UTF_8;

import aQute.bnd.build.Container;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Files and paths. */
final class Disk {
    private Disk() {}

    static Set<Path> files(Collection<Container> containers) throws Exception {
        Set<Path> files = new LinkedHashSet<>();
        for (Container container : containers) {
            for (Container member : container.getMembers()) {
                if (member.getFile() == null) {
                    throw new BuildFailure(member.getError());
                }
                files.add(member.getFile().toPath().toAbsolutePath()); // bnd's notes may be relative
            }
        }
        return files;
    }

    static List<Path> walk(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    static void delete(Path path) throws IOException {
        if (Files.exists(path)) {
            try (Stream<Path> all = Files.walk(path)) {
                for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    static String join(Collection<Path> path) {
        return path.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    }

    static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Writes so that a reader sees the old content or the new one. */
    static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        // a temporary file of the JDK's would be for its owner alone, and others could not start what was built
        Path temporary = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Files.write(temporary, content.getBytes(UTF_8));
        Files.move(temporary, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
