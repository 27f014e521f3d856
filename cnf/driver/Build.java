import aQute.bnd.build.Project;
import aQute.bnd.build.Workspace;
import aQute.bnd.osgi.Constants;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Builds this bnd workspace without an IDE, in the order bnd works out. One instance is one run of {@code ./build}.
 *
 * <p>Compiling and jarring is done under a lock, so that several runs may go on at the same time; tests run outside it,
 * on a snapshot of the classes.
 */
final class Build {
    private static final String USAGE = """
            Usage: ./build GOAL [option...] [bundle...]    (no bundle: all of them)

              build              compile and jar the bundles and what they need; check the bndruns
              test               build, then run the unit tests and the tests inside the framework
                --tests REGEX    only the test classes whose name holds REGEX
                --slow           the tests tagged "slow", or "open" (a known defect), instead of the others
                --campaign FROM..TO [--threads N]
                                 random worlds of these seeds, on all cores, instead of tests
              resolve            write -runbundles of the bndruns
              prepare PROGRAM    build a program (shell, or a project with a main class) and write how to start it
              package            put the shell application into one runnable jar
              ide KIND [FOLDER]  write project files of an IDE (bndtools, vscode or idea), into FOLDER to look at them
              publish FOLDER     put the bundles, with POM, sources and Javadoc, into this Maven repository""";

    private final Workspace workspace;
    private final Bundles bundles;
    private final Bndruns bndruns;
    private final Path root;

    private Build(Path root, boolean few) throws Exception {
        this.root = root;
        Relocation.settle(root);
        Libraries.announce(root, few);
        Workspace.addGestalt(Constants.GESTALT_BATCH, null);
        workspace = Workspace.getWorkspace(root.toFile());
        if (few) {
            workspace.setProperty("-plugin.ext.programs.pmvn", ""); // what mptcp.interop alone is tested with stays where it is
        }
        workspace.setOffline(Boolean.getBoolean("offline"));
        bundles = new Bundles(root);
        bndruns = new Bndruns(workspace, root);
    }

    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // what bnd writes into bundles is the same everywhere
        Path root = Path.of("").toAbsolutePath();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(root)));
        List<String> words = new ArrayList<>(List.of(args));
        String goal = words.isEmpty() ? "test" : words.removeFirst();
        try {
            new Build(root, Libraries.few(goal, words)).run(goal, words);
        } catch (Misuse e) {
            System.err.println("error: " + e.getMessage());
            System.exit(2);
        } catch (BuildFailure e) {
            System.err.println("error: " + e.getMessage());
            System.exit(1);
        } catch (FileSystemException e) {
            System.err.println("error: cannot use " + e.getFile() + ": " + reason(e));
            System.exit(1);
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(1);
        }
        System.exit(0);
    }

    /** The JDK's exceptions have it in the names of their classes. */
    private static String reason(FileSystemException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it is there already, and is something else";
            case NoSuchFileException _ -> "there is no such file or folder";
            default -> e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
        };
    }

    /** Whoever ends a build ends its tests; and nothing that it leaves says where it is. */
    private static void end(Path root) {
        ProcessHandle.current().children().forEach(ProcessHandle::destroy);
        try {
            Relocation.rest(root);
        } catch (IOException e) {
            System.err.println("warning: the notes of what was built keep whole paths: " + e);
        }
    }

    private void run(String goal, List<String> words) throws Exception {
        switch (goal) {
            case "build" -> build(projects(words));
            case "test" -> test(words);
            case "resolve" -> resolve(projects(words));
            case "prepare" -> prepare(words.isEmpty() ? "shell" : words.getFirst());
            case "package" -> applicationJar();
            case "publish" -> publish(words);
            case "ide" -> ide(words);
            case "help" -> System.out.println(USAGE);
            default -> throw new Misuse("There is no goal '" + goal + "'.\n" + USAGE);
        }
    }

    private void build(Collection<Project> wanted) throws Exception {
        try (var _ = BuildLock.take(root)) {
            bundles.build(ordered(wanted, true), wanted, wanted);
            for (Project project : wanted) {
                for (Path file : Bndruns.of(project)) {
                    bundles.build(ordered(bndruns.projects(file), false), Set.of(), Set.of());
                    bndruns.check(file);
                }
            }
        }
    }

    private void test(List<String> words) throws Exception {
        Campaign campaign = Campaign.take(words);
        if (campaign != null) {
            campaign(campaign);
            return;
        }
        Selection selection = Selection.take(words);
        Collection<Project> wanted = projects(words);
        Results results = new Results(root);
        try {
            build(wanted);
            UnitTests tests = new UnitTests(root, selection, results);
            try (Snapshot snapshot = new Snapshot(root)) {
                TestLanes lanes = new TestLanes();
                for (Project project : wanted) {
                    lanes.add(project, tests.of(project, snapshot));
                }
                lanes.run(() -> {
                    for (Project project : wanted) {
                        for (Path file : Bndruns.of(project)) {
                            bndruns.test(project, file, selection, results);
                        }
                    }
                });
            }
        } catch (BuildFailure e) {
            results.failure(e.getMessage());
        }
        if (!results.summary(selection.regex() != null)) {
            System.exit(1);
        }
    }

    private void campaign(Campaign campaign) throws Exception {
        Project project = project(Campaign.PROJECT);
        build(List.of(project));
        int status;
        try (Snapshot snapshot = new Snapshot(root)) {
            status = campaign.run(root, project, snapshot);
        }
        if (status != 0) {
            System.exit(status);
        }
    }

    private void resolve(Collection<Project> wanted) throws Exception {
        try (var _ = BuildLock.take(root)) {
            for (Project project : wanted) {
                for (Path file : Bndruns.of(project)) {
                    bundles.build(ordered(bndruns.projects(file), false), Set.of(), Set.of());
                    bndruns.resolve(file);
                }
            }
        }
    }

    private void prepare(String program) throws Exception {
        Programs programs = new Programs(root, bndruns);
        try (var _ = BuildLock.take(root)) {
            if (program.equals("shell")) {
                Path file = application();
                Collection<Project> needed = bndruns.projects(file);
                needed.add(project("mptcp.app"));
                Collection<Project> all = ordered(needed, false);
                bundles.build(all, needed, Set.of());
                bndruns.check(file);
                programs.shell(project("mptcp.app"), file, all);
            } else {
                Project project = project(program);
                Collection<Project> all = ordered(List.of(project), false);
                bundles.build(all, List.of(project), Set.of());
                programs.plain(project, all);
            }
        }
    }

    private void applicationJar() throws Exception {
        prepare("shell");
        new ApplicationJar(project("mptcp.app"), bndruns).write(application());
    }

    private void publish(List<String> words) throws Exception {
        if (words.size() > 1) {
            throw new Misuse("publish takes a folder and nothing else: all bundles go together");
        }
        Path repository = words.isEmpty() ? Libraries.repository() : Path.of(words.getFirst()).toAbsolutePath().normalize();
        Publication publication = new Publication(root, repository, workspace.getProperty("Bundle-Version"));
        publication.checkWritable();
        try (var _ = BuildLock.take(root)) {
            List<Project> published = workspace.getAllProjects().stream().filter(Publication::holds).toList();
            Collection<Project> all = ordered(published, false);
            bundles.build(all, all, Set.of());
            publication.publish(all);
        }
    }

    private void ide(List<String> words) throws Exception {
        if (words.isEmpty() || words.size() > 2) {
            throw new Misuse("ide takes one of bndtools, vscode and idea; './mptcp help ide' explains them");
        }
        try (var _ = BuildLock.take(root)) {
            Path into = words.size() == 1 ? root : Path.of(words.getLast()).toAbsolutePath();
            new Ide(into, workspace.getAllProjects()).write(words.getFirst());
        }
    }

    private Path application() throws Exception {
        return project("mptcp.app").getBase().toPath().resolve("shell.bndrun");
    }

    // --- projects

    private Collection<Project> projects(List<String> names) throws Exception {
        if (names.isEmpty()) {
            return workspace.getBuildOrder();
        }
        Set<Project> projects = new LinkedHashSet<>();
        for (String name : names) {
            projects.add(project(name));
        }
        return projects;
    }

    private Project project(String name) throws Exception {
        if (name.startsWith("-")) {
            throw new Misuse("there is no option '" + name + "' here; './build help' lists them");
        }
        Project project = workspace.getProject(name);
        if (project == null) {
            List<String> all = workspace.getAllProjects().stream().map(Project::getName).toList();
            List<String> alike = all.stream().filter(each -> each.contains(name)).toList();
            throw new Misuse("there is no bundle '" + name + "'; " + (alike.isEmpty() ? "there are " : "did you mean ")
                    + String.join(alike.isEmpty() ? ", " : " or ", alike.isEmpty() ? all : alike));
        }
        return project;
    }

    /** These projects and what they need to be built, or tested, in the order to build them. */
    private Collection<Project> ordered(Collection<Project> wanted, boolean tests) throws Exception {
        Set<Project> all = new LinkedHashSet<>();
        for (Project project : wanted) {
            collect(project, tests, all);
        }
        return all;
    }

    private void collect(Project project, boolean tests, Set<Project> all) throws Exception {
        project.prepare();
        if (tests) { // also if it is there already, because another one needs it
            collectOthers(project, project.getTestDependencies(), all);
        }
        if (all.contains(project)) {
            return;
        }
        collectOthers(project, project.getBuildDependencies(), all);
        for (var container : project.getRunpath()) {
            if (container.getProject() != null && container.getProject() != project) {
                collect(container.getProject(), false, all);
            }
        }
        all.add(project);
    }

    private void collectOthers(Project project, Collection<Project> needed, Set<Project> all) throws Exception {
        for (Project each : needed) {
            if (!each.equals(project)) {
                collect(each, false, all);
            }
        }
    }
}
