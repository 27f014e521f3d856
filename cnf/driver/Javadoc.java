import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;

/**
 * The Javadoc of a bundle. What it exports is documented for others and has to be without a warning; a bundle that exports
 * nothing is documented for those who read its code.
 */
final class Javadoc {
    private final Path root;
    private final Path work;

    Javadoc(Path root, Path work) {
        this.root = root;
        this.work = work;
    }

    void write(Artifact artifact, Path archive) throws Exception {
        Path folder = work.resolve("javadoc");
        Disk.delete(folder);
        make(artifact, folder);
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path file : Disk.walk(folder)) {
            files.put(folder.relativize(file).toString().replace(java.io.File.separatorChar, '/'), file);
        }
        Archives.write(files, archive);
    }

    private void make(Artifact artifact, Path folder) throws Exception {
        boolean api = !artifact.exports().isEmpty();
        List<Path> sources = new ArrayList<>();
        artifact.sources().forEach((name, file) -> {
            int slash = name.lastIndexOf('/');
            if (name.endsWith(".java") && (!api || artifact.exports().contains(name.substring(0, Math.max(slash, 0)).replace('/', '.')))) {
                sources.add(file);
            }
        });
        List<String> options = new ArrayList<>(List.of("-d", folder.toString(), "-quiet", "-notimestamp", "-encoding", "UTF-8",
                "-docencoding", "UTF-8", "-charset", "UTF-8", "-locale", "en", "--release", "25", "-windowtitle",
                artifact.id() + " " + artifact.version(), "-doctitle", artifact.id() + " " + artifact.version()));
        // Records and tests of behaviour need no comment on each component; what is said has to be right.
        options.addAll(api ? List.of("-protected", "-Xdoclint:all,-missing", "-Werror")
                : List.of("-package", "-Xdoclint:none"));
        List<Path> path = new ArrayList<>(artifact.path());
        path.add(artifact.jar());
        options.addAll(List.of("-classpath", Disk.join(path)));
        var tool = ToolProvider.getSystemDocumentationTool();
        StringWriter said = new StringWriter();
        try (var manager = tool.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            boolean ok = tool.getTask(said, manager, null, null, options, manager.getJavaFileObjectsFromPaths(sources)).call();
            if (!ok) {
                throw new BuildFailure("the Javadoc of " + artifact.id() + " is not clean:\n"
                        + said.toString().replace(root + "/", ""));
            }
        }
    }
}
