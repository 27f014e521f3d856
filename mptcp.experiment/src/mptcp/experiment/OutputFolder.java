package mptcp.experiment;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The folder of the results of a run. They are written beside it and put in place when they are complete, so that
 * former results are there until new ones are. A folder that holds anything else is left alone.
 */
final class OutputFolder implements AutoCloseable {
    private static final String MARK = "results.json";

    private final Path folder;
    private final Path fresh;

    /** @throws IOException if the folder holds something else than results; nothing has been changed then */
    OutputFolder(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        fresh = this.folder.resolveSibling(
                "." + this.folder.getFileName() + "." + ProcessHandle.current().pid());
        if (Files.exists(folder) && !Files.exists(folder.resolve(MARK)) && !isEmpty(folder)) {
            throw new IOException(folder + " holds something else than results of 'sim run'; say --out FOLDER");
        }
        Files.createDirectories(fresh.getParent());
        removeAbandoned();
        delete(fresh); // an abandoned one whose number is this process's by now
        Files.createDirectories(fresh);
    }

    /** What runs left that were killed: theirs is the name with the number of a process that is no more. */
    private void removeAbandoned() throws IOException {
        String prefix = "." + folder.getFileName() + ".";
        try (Stream<Path> siblings = Files.list(fresh.getParent())) {
            for (Path sibling : siblings.toList()) {
                String name = sibling.getFileName().toString();
                String process = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
                if (process.matches("[0-9]{1,9}") && ProcessHandle.of(Long.parseLong(process)).isEmpty()) {
                    delete(sibling);
                }
            }
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    /** @param inside a folder in it, or the empty text */
    void write(String inside, Map<String, byte[]> files) throws IOException {
        Path to = Files.createDirectories(fresh.resolve(inside));
        for (var file : files.entrySet()) {
            Path at = to.resolve(file.getKey());
            Files.createDirectories(at.getParent());
            Files.write(at, file.getValue());
        }
    }

    /** Puts the results in place of former ones. */
    void done() throws IOException {
        delete(folder);
        Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Removes what was written, if it was not put in place. */
    @Override
    public void close() throws IOException {
        delete(fresh);
    }

    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
