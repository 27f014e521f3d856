import aQute.bnd.build.Container;
import aQute.bnd.build.Project;
import aQute.bnd.osgi.Analyzer;
import aQute.bnd.osgi.Descriptors.PackageRef;
import aQute.bnd.osgi.Jar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A bundle as something to publish.
 *
 * @param needs what its classes refer to, and what a program is run with
 * @param path what it was compiled with
 * @param sources files by their name in the archive
 */
record Artifact(String id, String version, String description, Path jar, List<Dependency> needs, List<Path> path,
        Map<String, Path> sources, Set<String> exports) {
    /** @param scope Maven's: {@code provided} what a framework or a compiler brings, {@code runtime} what a program runs with */
    record Dependency(String group, String id, String version, String scope) {}

    static Artifact of(Project project) throws Exception {
        Path jar = Bndruns.jars(project).getFirst();
        try (Analyzer analyzer = new Analyzer(new Jar(jar.toFile()))) {
            analyzer.analyze();
            Set<String> referred = new TreeSet<>();
            analyzer.getReferred().keySet().stream().map(PackageRef::getFQN).forEach(referred::add);
            analyzer.getContained().keySet().stream().map(PackageRef::getFQN).forEach(referred::remove);
            Set<String> exports = new TreeSet<>();
            analyzer.getExports().keySet().stream().map(PackageRef::getFQN).forEach(exports::add);
            return new Artifact(project.getName(), project.getBundleVersion(),
                    project.getProperty("Bundle-Description", project.getName()), jar, needs(project, referred),
                    List.copyOf(Disk.files(project.getBuildpath())), sources(project), exports);
        }
    }

    private static List<Dependency> needs(Project project, Set<String> referred) throws Exception {
        List<Dependency> needs = new ArrayList<>();
        for (Container container : project.getBuildpath()) {
            for (Container member : container.getMembers()) {
                if (holdsOneOf(member, referred)) {
                    needs.add(dependency(member, "compile"));
                }
            }
        }
        for (Container container : project.getRunpath()) {
            for (Container member : container.getMembers()) {
                needs.add(dependency(member, "runtime"));
            }
        }
        return needs;
    }

    private static boolean holdsOneOf(Container member, Set<String> packages) throws Exception {
        if (member.getFile().isDirectory()) {
            return packages.stream().anyMatch(each -> new java.io.File(member.getFile(), each.replace('.', '/')).isDirectory());
        }
        try (Jar jar = new Jar(member.getFile())) {
            return jar.getPackages().stream().anyMatch(packages::contains);
        }
    }

    private static Dependency dependency(Container member, String scope) throws Exception {
        if (member.getType() == Container.TYPE.PROJECT) {
            return new Dependency(Publication.GROUP, member.getProject().getName(), member.getProject().getBundleVersion(),
                    scope);
        }
        Path version = member.getFile().toPath().getParent(); // group/as/folders/artifact/version/artifact-version.jar
        Path id = version.getParent();
        String group = Libraries.repository().relativize(id.getParent()).toString().replace(java.io.File.separatorChar, '.');
        return new Dependency(group, id.getFileName().toString(), version.getFileName().toString(),
                group.equals("org.osgi") ? "provided" : scope);
    }

    private static Map<String, Path> sources(Project project) throws Exception {
        Map<String, Path> sources = new LinkedHashMap<>();
        for (java.io.File folder : project.getSourcePath()) {
            for (Path file : Disk.walk(folder.toPath())) {
                sources.put(folder.toPath().relativize(file).toString().replace(java.io.File.separatorChar, '/'), file);
            }
        }
        return sources;
    }
}
