import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import aQute.bnd.build.Project;
import aQute.bnd.service.Strategy;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;

/** Compiles and jars projects whose sources, settings or class path changed. */
final class Bundles {
    private final Path root;

    Bundles(Path root) {
        this.root = root;
    }

    /**
     * Builds these projects, in this order, and then the tests of some, which may need any of them. A project which is
     * only needed by others and does not compile at the moment is replaced by its last good build, with a warning.
     */
    void build(Collection<Project> ordered, Collection<Project> wanted, Collection<Project> tested) throws Exception {
        for (Project project : ordered) {
            try {
                bundle(project);
            } catch (BuildFailure e) {
                boolean replaceable = !wanted.contains(project) && !Bndruns.jars(project).isEmpty();
                if (!replaceable) {
                    throw e;
                }
                Log.warn(e.getMessage() + "; its last good build is used");
            }
        }
        for (Project project : ordered) {
            if (tested.contains(project)) {
                compileTests(project);
            }
        }
    }

    private void bundle(Project project) throws Exception {
        project.prepare();
        Log.check(project);
        Set<Path> path = Disk.files(project.getBuildpath());
        Set<Path> sources = new LinkedHashSet<>();
        for (File source : project.getSourcePath()) {
            sources.add(source.toPath());
        }
        Path classes = project.getSrcOutput().toPath();
        compile(project, "compiling", sources, classes, path, options(project, "processor.path"));
        if (!project.isNoBundles()) {
            jar(project, classes, path);
        }
    }

    private void compileTests(Project project) throws Exception {
        if (project.getTestSrc().isDirectory()) {
            Set<Path> path = new LinkedHashSet<>(List.of(project.getSrcOutput().toPath()));
            path.addAll(Disk.files(project.getBuildpath()));
            path.addAll(Disk.files(project.getTestpath()));
            compile(project, "compiling tests of", Set.of(project.getTestSrc().toPath()),
                    project.getTestOutput().toPath(), path, options(project, "test.processor.path"));
        }
    }

    private void compile(Project project, String what, Set<Path> sources, Path output, Set<Path> path, List<String> options)
            throws Exception {
        Map<Path, Path> resources = new LinkedHashMap<>();
        List<Path> java = new ArrayList<>();
        for (Path source : sources) {
            for (Path file : Disk.walk(source)) {
                if (file.toString().endsWith(".java")) {
                    java.add(file);
                } else {
                    resources.put(file, source.relativize(file));
                }
            }
        }
        Fingerprint print = new Fingerprint(root).text(options.toString().replace(root.toString(), "."))
                .text(ForbiddenCalls.RULES).files(java).files(resources.keySet()).path(path);
        Path done = project.getTarget().toPath().resolve(output.getFileName() + ".fingerprint");
        // With what came of it: an IDE may have compiled into the same folder.
        if (Files.isDirectory(output) && new Fingerprint(root).text(print.value()).files(Disk.walk(output)).isIn(done)) {
            return;
        }
        Path fresh = project.getTarget().toPath().resolve(output.getFileName() + ".new");
        Disk.delete(fresh);
        Files.createDirectories(fresh);
        if (!java.isEmpty()) {
            Log.say("compiling", (what + " " + project.getName()).substring("compiling ".length()));
            javac(project, java, fresh, path, options);
        }
        if (output.equals(project.getSrcOutput().toPath())) {
            List<Path> classes = Disk.walk(fresh).stream().filter(f -> f.toString().endsWith(".class")).toList();
            ForbiddenCalls.check(project.getName(), classes, path);
        }
        for (var resource : resources.entrySet()) {
            Path target = fresh.resolve(resource.getValue());
            Files.createDirectories(target.getParent());
            Files.copy(resource.getKey(), target, REPLACE_EXISTING);
        }
        Files.deleteIfExists(done);
        Disk.delete(output);
        Files.move(fresh, output);
        new Fingerprint(root).text(print.value()).files(Disk.walk(output)).writeTo(done);
    }

    /** @param processorPath the property that names where annotation processors are, if there are any */
    private static List<String> options(Project project, String processorPath) throws Exception {
        List<String> options = new ArrayList<>(List.of("-g", "--release", project.getProperty("javac.target")));
        options.addAll(project.getMergedParameters("java.options").keyList());
        Set<Path> processors = Disk.files(project.getBundles(Strategy.HIGHEST,
                project.mergeProperties(processorPath), processorPath));
        if (processors.isEmpty()) {
            options.add("-proc:none");
        } else {
            Path written = Files.createDirectories(project.getTarget().toPath().resolve(processorPath));
            options.addAll(List.of("-proc:full", "-processorpath", Disk.join(processors), "-s", written.toString()));
        }
        return options;
    }

    private static void javac(Project project, List<Path> java, Path output, Set<Path> path, List<String> options)
            throws Exception {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-d", output.toString(), "-classpath", Disk.join(path)));
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var manager = javac.getStandardFileManager(null, null, UTF_8)) {
            if (!javac.getTask(null, manager, null, all, null, manager.getJavaFileObjectsFromPaths(java)).call()) {
                throw new BuildFailure(project.getName() + " does not compile");
            }
        }
    }

    private void jar(Project project, Path classes, Set<Path> path) throws Exception {
        List<Path> content = Disk.walk(classes);
        Fingerprint print = new Fingerprint(root).files(content).path(path).files(settings(project));
        Path done = project.getTarget().toPath().resolve("jar.fingerprint");
        List<Path> jars = Bndruns.jars(project);
        if (!jars.isEmpty() && print.isIn(done)) {
            return;
        }
        Files.deleteIfExists(done);
        for (Path jar : jars) {
            Files.delete(jar);
        }
        File[] built = project.build();
        if (content.isEmpty()) {
            project.clear();
        }
        Log.check(project);
        for (File jar : built == null ? new File[0] : built) {
            Log.say("built", root.relativize(jar.toPath()) + (content.isEmpty() ? " (no sources yet)" : ""));
        }
        print.writeTo(done);
    }

    /** All that may shape a bundle besides its classes: the workspace's settings and the project's other files. */
    private List<Path> settings(Project project) throws Exception {
        List<Path> files = new ArrayList<>(List.of(root.resolve("cnf/build.bnd")));
        Set<Path> elsewhere = new LinkedHashSet<>(List.of(project.getTarget().toPath(), project.getTestSrc().toPath(),
                project.getSrcOutput().toPath(), project.getTestOutput().toPath()));
        for (File source : project.getSourcePath()) {
            elsewhere.add(source.toPath());
        }
        for (Path file : Disk.walk(project.getBase().toPath())) {
            boolean hidden = project.getBase().toPath().relativize(file).toString().startsWith("."); // an IDE's
            if (!hidden && elsewhere.stream().noneMatch(file::startsWith)) {
                files.add(file);
            }
        }
        return files;
    }
}
