import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The classes and jars of the workspace as they are now, linked into a folder of this run: another run may build while
 * the tests of this one go on. A build replaces files and never writes into one, so hard links are enough.
 */
final class Snapshot implements AutoCloseable {
    private final Path root;
    private final Path folder;

    Snapshot(Path root) throws IOException {
        this.root = root;
        Path parent = root.resolve("cnf/cache/snapshot");
        Files.createDirectories(parent);
        removeDead(parent);
        folder = parent.resolve(Long.toString(ProcessHandle.current().pid()));
        Disk.delete(folder);
        Files.createDirectories(folder);
    }

    private static void removeDead(Path parent) throws IOException {
        List<Path> all;
        try (Stream<Path> each = Files.list(parent)) {
            all = each.toList();
        }
        for (Path each : all) {
            if (ProcessHandle.of(Long.parseLong(each.getFileName().toString())).isEmpty()) {
                Disk.delete(each);
            }
        }
    }

    /** This class path, with the workspace's own entries replaced by their copies. */
    List<Path> of(Collection<Path> path) throws IOException {
        List<Path> copies = new ArrayList<>();
        for (Path entry : path) {
            copies.add(entry.startsWith(root) ? copy(entry) : entry);
        }
        return copies;
    }

    Path folder() {
        return folder;
    }

    private Path copy(Path entry) throws IOException {
        Path copy = folder.resolve(root.relativize(entry));
        if (!Files.exists(copy) && Files.exists(entry)) {
            try (Stream<Path> all = Files.walk(entry)) {
                for (Path each : all.toList()) {
                    Path target = folder.resolve(root.relativize(each));
                    if (Files.isDirectory(each)) {
                        Files.createDirectories(target);
                    } else {
                        link(each, target);
                    }
                }
            }
        }
        return copy;
    }

    private static void link(Path file, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try {
            Files.createLink(target, file);
        } catch (UnsupportedOperationException | FileSystemException e) {
            Files.copy(file, target);
        }
    }

    @Override
    public void close() throws IOException {
        Disk.delete(folder);
    }
}
