import aQute.bnd.build.Container;
import aQute.bnd.build.Project;
import aQute.bnd.build.ProjectTester;
import aQute.bnd.build.Workspace;
import aQute.bnd.header.Parameters;
import aQute.bnd.osgi.Constants;
import biz.aQute.resolve.Bndrun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import org.osgi.service.resolver.ResolutionException;

/** The bndruns: resolved against all bundles, and run if they name a tester. */
final class Bndruns {
    private static final String TESTER = "biz.aQute.tester.junit-platform";

    private final Workspace workspace;
    private final Path root;

    Bndruns(Workspace workspace, Path root) {
        this.workspace = workspace;
        this.root = root;
    }

    static List<Path> of(Project project) {
        File[] files = project.getBase().listFiles((_, name) -> name.endsWith(".bndrun"));
        List<Path> all = new ArrayList<>();
        for (File file : files == null ? new File[0] : files) {
            all.add(file.toPath());
        }
        all.sort(null);
        return all;
    }

    /** The jars that a project built. */
    static List<Path> jars(Project project) throws Exception {
        List<Path> jars = new ArrayList<>();
        for (Path file : Disk.walk(project.getTarget().toPath())) {
            if (file.getParent().equals(project.getTarget().toPath()) && file.toString().endsWith(".jar")) {
                jars.add(file);
            }
        }
        return jars;
    }

    /** The projects whose bundles it asks for or runs. */
    Collection<Project> projects(Path file) throws Exception {
        Set<Project> projects = new LinkedHashSet<>();
        try (Bndrun run = open(file)) {
            List<String> names = new ArrayList<>(new Parameters(run.mergeProperties(Constants.RUNBUNDLES)).keySet());
            new Parameters(run.mergeProperties(Constants.RUNREQUIRES)).values()
                    .forEach(attributes -> names.add(attributes.get("id")));
            for (String name : names) {
                Project project = name == null ? null : workspace.getProject(name);
                if (project != null) {
                    projects.add(project);
                }
            }
        }
        return projects;
    }

    /** Fails if what is written there as -runbundles is not what the resolver finds. */
    void check(Path file) throws Exception {
        Fingerprint print = inputs(file);
        Path done = target(file).resolve(file.getFileName() + ".fingerprint");
        if (print.isIn(done)) {
            return;
        }
        Log.say("resolving", root.relativize(file).toString());
        try (Bndrun run = open(file)) {
            Parameters before = new Parameters(run.getProperty(Constants.RUNBUNDLES, ""));
            Parameters after = new Parameters(bundles(run, false));
            Log.check(run);
            if (!before.isEqual(after)) {
                throw new BuildFailure(root.relativize(file) + " is out of date, './build resolve' puts it right:"
                        + "\n  has, but not needed: " + without(before, after)
                        + "\n  needed, but not there: " + without(after, before));
            }
        }
        print.writeTo(done);
    }

    private static List<String> without(Parameters all, Parameters others) {
        return all.entrySet().stream().filter(each -> !each.getValue().toString().equals(String.valueOf(others.get(each.getKey()))))
                .map(each -> each.getKey() + " " + each.getValue()).toList();
    }

    void resolve(Path file) throws Exception {
        Log.say("resolving", root.relativize(file).toString());
        try (Bndrun run = open(file)) {
            bundles(run, true);
            Log.check(run);
        }
    }

    private static String bundles(Bndrun run, boolean write) throws Exception {
        try {
            return run.resolve(false, write);
        } catch (ResolutionException e) {
            throw new BuildFailure(run.getPropertiesFile().getName() + ": " + e.getMessage());
        }
    }

    /** Runs the tests of these classes, which the project's bundle lists, inside the framework. */
    void test(Project project, Path file, Selection selection, Results results) throws Exception {
        List<String> classes = testCases(project, selection.slow()).stream().filter(selection::matches).toList();
        try (Bndrun run = open(file)) {
            if (classes.isEmpty() || !TESTER.equals(run.getProperty(Constants.TESTER))) {
                return;
            }
            String name = root.relativize(file).toString();
            Log.say("testing", name);
            Path reports = Files.createTempDirectory(target(file), "reports");
            ProjectTester tester = run.getProjectTester();
            tester.setReportDir(reports.toFile());
            classes.forEach(tester::addTest);
            tester.prepare();
            long start = System.nanoTime();
            int status = tester.test();
            run.getErrors().stream().filter(_ -> status < 0).forEach(Log::warn);
            run.clear(); // otherwise the one error is the status, which the failed tests explain
            results.frameworkTests(file.getFileName().toString(), reports, status, System.nanoTime() - start);
        }
    }

    /** A tag inside the framework is one of a whole class, which the bundle lists once more. */
    private static List<String> testCases(Project project, boolean slow) throws Exception {
        Set<String> names = new LinkedHashSet<>();
        for (Path file : jars(project)) {
            try (JarFile jar = new JarFile(file.toFile())) {
                Attributes main = jar.getManifest().getMainAttributes();
                Set<String> tagged = new Parameters(main.getValue("Slow-Test-Cases")).keySet();
                names.addAll(slow ? tagged : new Parameters(main.getValue("Test-Cases")).keySet());
                names.removeIf(name -> !slow && tagged.contains(name));
            }
        }
        return List.copyOf(names);
    }

    /** The bundles, in the order they are listed. */
    List<Container> bundles(Path file) throws Exception {
        try (Bndrun run = open(file)) {
            return List.copyOf(run.getRunbundles());
        }
    }

    /** The framework and what stands beside it on the class path. */
    List<Path> classPath(Path file) throws Exception {
        try (Bndrun run = open(file)) {
            List<Path> path = new ArrayList<>(Disk.files(run.getRunFw()));
            path.addAll(Disk.files(run.getRunpath()));
            return path;
        }
    }

    String property(Path file, String name) throws Exception {
        try (Bndrun run = open(file)) {
            return run.mergeProperties(name);
        }
    }

    private Bndrun open(Path file) throws Exception {
        return Bndrun.createBndrun(workspace, file.toFile());
    }

    private static Path target(Path file) throws IOException {
        return Files.createDirectories(file.resolveSibling("generated"));
    }

    private Fingerprint inputs(Path file) throws Exception {
        Fingerprint print = new Fingerprint(root).file(file).file(root.resolve("cnf/build.bnd"))
                .file(root.resolve("cnf/ext/central.pmvn"));
        for (Project project : workspace.getAllProjects()) {
            for (Path jar : jars(project)) {
                print.manifest(jar);
            }
        }
        return print;
    }
}
