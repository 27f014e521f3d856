import aQute.bnd.build.Container;
import aQute.bnd.build.Project;
import aQute.bnd.osgi.Constants;
import aQute.bnd.osgi.Domain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Writes how to start a program, for ./mptcp: an argument file of the java command, and the folders of the projects it
 * is made of, of which ./mptcp looks whether anything changed.
 */
final class Programs {
    /** A trial run takes a second or two; on a machine with much else to do, more. */
    private static final long TRIAL_SECONDS = 90;

    private final Path root;
    private final Path folder;
    private final Bndruns bndruns;

    Programs(Path root, Bndruns bndruns) {
        this.root = root;
        this.bndruns = bndruns;
        folder = root.resolve("cnf/cache/run");
    }

    /** The bundles of this bndrun, started by the main class of this project. */
    void shell(Project project, Path file, Collection<Project> all) throws Exception {
        Path application = folder.resolve("shell.application");
        Disk.write(application, String.join("\n", description(bndruns, file, Path::toString)));
        List<Path> path = new ArrayList<>(Bndruns.jars(project));
        path.addAll(bndruns.classPath(file));
        String main = project.getName() + ".Main";
        List<String> options = List.of("-Dmptcp.application=" + application);
        write("shell", options, path, main, all);
        write("shell", quick(options, trained("shell", path, List.of("-c", "echo"))), path, main, all);
    }

    private static List<String> quick(List<String> options, Path cache) {
        List<String> more = new ArrayList<>(options);
        more.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot=off,cds=off"));
        return more;
    }

    /**
     * The classes of this class path as the JVM of a trial run loaded and linked them, which saves a third of the time to
     * the prompt. It is bound to the very files of the class path.
     *
     * @param arguments of the trial run, which the program has been written for
     */
    private Path trained(String name, List<Path> path, List<String> arguments) throws Exception {
        Fingerprint print = new Fingerprint(root).text(root.toString()).path(path);
        for (Path jar : path) {
            print.text(Files.getLastModifiedTime(jar).toString());
        }
        Path cache = folder.resolve(name + ".aot");
        Path done = folder.resolve(name + ".aot.fingerprint");
        if (!Files.exists(cache) || !print.isIn(done)) {
            Log.say("training", name + ", for a quicker start");
            Path fresh = folder.resolve(name + ".aot.new");
            List<String> command = new ArrayList<>(List.of(Disk.java(), "-XX:AOTCacheOutput=" + fresh,
                    "@" + folder.resolve(name + ".args")));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            boolean ended = process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly().waitFor();
                Log.say("", name + " starts without: its trial run had not ended after " + TRIAL_SECONDS + " s");
            } else if (process.exitValue() == 0 && Files.exists(fresh)) {
                Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
                print.writeTo(done);
            }
        }
        return cache;
    }

    /**
     * The main class of this project, on the class path it is compiled and run with. Property run.trial: arguments of a
     * trial run, if the program is to start from a cache of its classes.
     */
    void plain(Project project, Collection<Project> all) throws Exception {
        Set<Path> path = new LinkedHashSet<>(Bndruns.jars(project));
        path.addAll(Disk.files(project.getBuildpath()));
        path.addAll(Disk.files(project.getRunpath()));
        String name = project.getName();
        String main = project.getProperty("Main-Class", name + ".Main");
        List<String> options = new ArrayList<>(UnitTests.words(project.getProperty("run.vmargs", "")));
        Path own = Bndruns.jars(project).getFirst();
        if (project.getProperty("Premain-Class") != null && !own.toString().contains("=")) { // behind which java takes the rest for arguments
            options.add("-javaagent:" + own);
        }
        List<String> trial = UnitTests.words(project.getProperty("run.trial", ""));
        List<Path> files = List.copyOf(path);
        write(name, options, files, main, all);
        if (!trial.isEmpty()) {
            write(name, quick(options, trained(name, files, trial)), files, main, all);
        }
    }

    /** What the application's main class has to know of a bndrun. */
    static List<String> description(Bndruns bndruns, Path file, Function<Path, String> name)
            throws Exception {
        List<String> lines = new ArrayList<>();
        List<Path> path = bndruns.classPath(file);
        for (Path jar : path.subList(1, path.size())) {
            for (var export : Domain.domain(jar.toFile()).getExportPackage().entrySet()) {
                lines.add("package " + export.getKey() + ";version=\"" + export.getValue().getVersion() + "\"");
            }
        }
        for (Container bundle : bndruns.bundles(file)) {
            String level = bundle.getAttributes().getOrDefault(Constants.RUNBUNDLES_STARTLEVEL_ATTRIBUTE, "1");
            lines.add("bundle " + level + " " + name.apply(bundle.getFile().toPath().toAbsolutePath()));
        }
        return lines;
    }

    private void write(String name, List<String> options, List<Path> path, String main, Collection<Project> projects)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED"));
        arguments.addAll(options);
        arguments.addAll(List.of("-cp", Disk.join(path), main));
        StringBuilder text = new StringBuilder();
        for (String each : arguments) {
            text.append('"').append(each.replace("\\", "\\\\").replace("\"", "\\\"")).append("\"\n");
        }
        Disk.write(folder.resolve(name + ".args"), text.toString());
        StringBuilder folders = new StringBuilder();
        projects.forEach(project -> folders.append(project.getName()).append('\n'));
        Disk.write(folder.resolve(name + ".projects"), folders.toString());
    }
}
