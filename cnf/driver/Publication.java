import aQute.bnd.build.Project;
import aQute.bnd.osgi.repository.SimpleIndexer;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * Puts bundles into a Maven repository: jar, sources, Javadoc and POM of each; a bill of materials that names them all; an
 * index for OSGi resolvers; and an SBOM. The same sources give the same bytes.
 *
 * <p>Property {@code published: no} of a project keeps it out: tests and benchmarks are of use in the workspace only.
 */
final class Publication {
    /** The group of all artifacts. */
    static final String GROUP = "mptcp";
    private static final String BOM = "mptcp.bom";
    private static final String INDEX = "index.xml";

    private final Path root;
    private final Path repository;
    private final String version;
    private final Path work;
    /** All of it is here before anything is in the repository: what fails on the way leaves that as it was. */
    private final Path stage;

    /** @param version of the workspace: the bill of materials' */
    Publication(Path root, Path repository, String version) {
        this.root = root;
        this.repository = repository;
        this.version = version;
        work = root.resolve("cnf/cache/publication");
        stage = work.resolve("stage");
    }

    /** Whether it is meant to be published. */
    static boolean holds(Project project) {
        return !project.isNoBundles() && !project.getProperty("published", "yes").equals("no");
    }

    /** @param project which was built */
    private static boolean isPublished(Project project) throws Exception {
        return holds(project) && !Disk.walk(project.getSrcOutput().toPath()).isEmpty();
    }

    /** @param all projects, which were built */
    void publish(Collection<Project> all) throws Exception {
        Disk.delete(stage);
        Files.createDirectories(stage);
        List<Artifact> artifacts = new ArrayList<>();
        for (Project project : all) {
            if (isPublished(project)) {
                Artifact artifact = Artifact.of(project);
                artifacts.add(artifact);
                Log.say("making", artifact.id() + " " + artifact.version());
                make(artifact);
            }
        }
        bom(artifacts);
        index(artifacts);
        for (Path file : Disk.walk(stage)) {
            Path to = repository.resolve(stage.relativize(file));
            copy(file, to);
            forgetOrigin(to.getParent());
        }
        Log.say("published", artifacts.size() + " bundles, " + GROUP + ":" + BOM + ":" + version + " and "
                + repository.resolve(GROUP).resolve(INDEX));
    }

    /** Said before anything is built. */
    void checkWritable() throws IOException {
        Files.createDirectories(repository);
        if (!Files.isWritable(repository)) {
            throw new BuildFailure("cannot write into " + repository + "; './mptcp publish FOLDER' takes another one");
        }
    }

    private void make(Artifact artifact) throws Exception {
        put(artifact.jar(), file(artifact, ".jar"));
        Path sources = work.resolve("sources.jar");
        Archives.write(artifact.sources(), sources);
        put(sources, file(artifact, "-sources.jar"));
        Path javadoc = work.resolve("javadoc.jar");
        new Javadoc(root, work).write(artifact, javadoc);
        put(javadoc, file(artifact, "-javadoc.jar"));
        Path pom = work.resolve("pom.xml");
        Files.write(pom, Poms.of(artifact));
        put(pom, file(artifact, ".pom"));
    }

    private void bom(List<Artifact> artifacts) throws Exception {
        Path pom = work.resolve("bom.xml");
        Files.write(pom, Poms.bom(BOM, version, artifacts));
        put(pom, file(BOM, version, ".pom"));
        Log.say("listing", "what they are made of (CycloneDX)");
        Path sbom = Sbom.write(stage, BOM, version, artifacts, work);
        put(sbom, file(BOM, version, "-cyclonedx.json"));
    }

    private void index(List<Artifact> artifacts) throws IOException {
        List<File> jars = new ArrayList<>();
        artifacts.forEach(each -> jars.add(file(each, ".jar").toFile()));
        Path folder = stage.resolve(GROUP);
        new SimpleIndexer().files(jars).base(folder.toUri()).name(GROUP).increment(0).index(folder.resolve(INDEX).toFile());
    }

    private Path file(Artifact artifact, String suffix) {
        return file(artifact.id(), artifact.version(), suffix);
    }

    private Path file(String id, String version, String suffix) {
        return stage.resolve(GROUP).resolve(id).resolve(version).resolve(id + "-" + version + suffix);
    }

    private static void put(Path from, Path to) throws IOException {
        copy(from, to);
        for (String algorithm : List.of("SHA-1", "MD5")) {
            String suffix = algorithm.replace("-", "").toLowerCase(Locale.ROOT);
            Files.writeString(to.resolveSibling(to.getFileName() + "." + suffix), Archives.digest(to, algorithm));
        }
    }

    /**
     * A local repository remembers what it fetched from where, or sought in vain; of a project that does not name the same place
     * Maven would say that what is here now is not there.
     */
    private static void forgetOrigin(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.equals("_remote.repositories") || name.endsWith(".lastUpdated")) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** A reader sees the old file or the new one. */
    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Path fresh = to.resolveSibling("." + to.getFileName());
        Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
    }
}
