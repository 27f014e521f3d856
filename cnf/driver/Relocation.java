import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Makes a tree that was copied or moved here this one's own: bnd notes in each project, with whole paths, the jars that it
 * built, uses them from there, and deletes them before it builds new ones. While a build runs the notes are as bnd has them;
 * otherwise they are relative to the workspace, so that a copy of it knows nothing of where it came from.
 */
final class Relocation {
    private static final String NOTES = "generated/buildfiles";

    private Relocation() {}

    /** Before bnd looks. */
    static void settle(Path root) throws IOException {
        rewrite(root, Path::toString);
    }

    /** When the build is over. Another one that goes on is run from the workspace's folder, and finds them by these names, too. */
    static void rest(Path root) throws IOException {
        rewrite(root, jar -> root.relativize(jar).toString());
    }

    private static void rewrite(Path root, Function<Path, String> name) throws IOException {
        List<Path> projects;
        try (Stream<Path> all = Files.list(root)) {
            projects = all.filter(each -> Files.exists(each.resolve(NOTES))).toList();
        }
        for (Path project : projects) {
            Path notes = project.resolve(NOTES);
            List<String> jars = Files.readAllLines(notes);
            List<String> here = jars.stream().map(String::strip).filter(jar -> !jar.isEmpty())
                    .map(jar -> name.apply(notes.resolveSibling(Path.of(jar).getFileName()))).toList();
            if (!jars.equals(here)) {
                Disk.write(notes, String.join("\n", here) + "\n");
            }
        }
    }
}
