import aQute.bnd.build.Container;
import aQute.bnd.build.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What IDEs have to know of the projects, in their own files: of each bundle its sources, and what they are compiled with. No
 * file holds a path of this machine: jars are found by the variable that each IDE has for Maven's local repository.
 */
final class Ide {
    private static final String KINDS = "bndtools (Eclipse), vscode, idea (IntelliJ)";

    private final Path into;
    private final Collection<Project> projects;

    Ide(Path into, Collection<Project> projects) {
        this.into = into;
        this.projects = projects;
    }

    void write(String kind) throws Exception {
        Map<Path, String> files = new LinkedHashMap<>();
        switch (kind) {
            case "bndtools" -> EclipseFiles.bndtools(projects, files);
            case "vscode" -> EclipseFiles.plain(into, projects, files);
            case "idea" -> IdeaFiles.of(projects, files);
            default -> throw new Misuse("There is no IDE '" + kind + "'; there are: " + KINDS);
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Disk.write(into.resolve(file.getKey()), file.getValue());
        }
        Log.say("wrote", files.size() + " files for " + kind + "; docs/ide.md says how to go on");
    }

    /** A jar of Maven's local repository, or a project: what sources are compiled with. */
    record Entry(String project, String jar, boolean testOnly) {}

    /** What the sources of a project are compiled with, then what its tests are. */
    static List<Entry> path(Project project) throws Exception {
        project.prepare();
        Set<String> seen = new LinkedHashSet<>(Set.of(project.getName()));
        List<Entry> entries = new ArrayList<>();
        add(project.getBuildpath(), false, seen, entries);
        add(project.getTestpath(), true, seen, entries);
        return entries;
    }

    private static void add(Collection<Container> path, boolean testOnly, Set<String> seen, List<Entry> entries)
            throws Exception {
        for (Container container : path) {
            for (Container member : container.getMembers()) {
                boolean project = member.getType() == Container.TYPE.PROJECT;
                String name = project ? member.getProject().getName() : jar(member);
                if (seen.add(name)) {
                    entries.add(new Entry(project ? name : null, project ? null : name, testOnly));
                }
            }
        }
    }

    private static String jar(Container member) {
        Path file = member.getFile().toPath();
        if (!file.startsWith(Libraries.repository())) {
            throw new BuildFailure(file + " is not in Maven's local repository, where IDEs look for it");
        }
        return Libraries.repository().relativize(file).toString().replace(java.io.File.separatorChar, '/');
    }

    /** The folder of its tests, or null. */
    static String tests(Project project) throws Exception {
        return project.getTestSrc().isDirectory() ? project.getTestSrc().getName() : null;
    }

    static boolean hasSources(Project project) throws Exception {
        return Files.isDirectory(project.getBase().toPath().resolve("src"));
    }
}
