import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes a tree that was copied or moved here this one's own: bnd notes in each project, with whole paths, the jars that it
 * built, uses them from there, and deletes them before it builds new ones.
 */
final class Relocation {
    private static final String NOTES = "generated/buildfiles";

    private Relocation() {}

    static void settle(Path root) throws IOException {
        List<Path> projects;
        try (Stream<Path> all = Files.list(root)) {
            projects = all.filter(each -> Files.exists(each.resolve(NOTES))).toList();
        }
        for (Path project : projects) {
            Path notes = project.resolve(NOTES);
            List<String> jars = Files.readAllLines(notes);
            List<String> here = jars.stream().map(String::strip).filter(jar -> !jar.isEmpty())
                    .map(jar -> notes.resolveSibling(Path.of(jar).getFileName()).toString()).toList();
            if (!jars.equals(here)) {
                Disk.write(notes, String.join("\n", here) + "\n");
            }
        }
    }
}
