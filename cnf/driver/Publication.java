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

    private final Path root;
    private final Path repository;
    private final String version;

    /** @param version of the workspace: the bill of materials' */
    Publication(Path root, Path repository, String version) {
        this.root = root;
        this.repository = repository;
        this.version = version;
    }

    static boolean isPublished(Project project) throws Exception {
        return !project.isNoBundles() && !project.getProperty("published", "yes").equals("no")
                && !Disk.walk(project.getSrcOutput().toPath()).isEmpty();
    }

    /** @param all projects, which were built */
    void publish(Collection<Project> all) throws Exception {
        checkWritable();
        Path work = Files.createDirectories(root.resolve("cnf/cache/publication"));
        List<Artifact> artifacts = new ArrayList<>();
        for (Project project : all) {
            if (isPublished(project)) {
                Artifact artifact = Artifact.of(project);
                artifacts.add(artifact);
                Log.say("publish", artifact.id() + " " + artifact.version());
                publish(artifact, work);
            }
        }
        if (artifacts.isEmpty()) {
            throw new BuildFailure("none of these is published: tests and benchmarks are of use in the workspace only");
        }
        bom(artifacts, work);
        Path index = index(artifacts);
        Log.say("published", artifacts.size() + " bundles, " + GROUP + ":" + BOM + ":" + version + " and " + index);
    }

    private void checkWritable() throws IOException {
        Files.createDirectories(repository);
        if (!Files.isWritable(repository)) {
            throw new BuildFailure("cannot write into " + repository + "; './mptcp publish FOLDER' takes another one");
        }
    }

    private void publish(Artifact artifact, Path work) throws Exception {
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

    private void bom(List<Artifact> artifacts, Path work) throws Exception {
        Path pom = work.resolve("bom.xml");
        Files.write(pom, Poms.bom(BOM, version, artifacts));
        put(pom, file(BOM, version, ".pom"));
        Log.say("listing", "what they are made of (CycloneDX)");
        Path sbom = Sbom.write(repository, BOM, version, artifacts, work);
        put(sbom, file(BOM, version, "-cyclonedx.json"));
    }

    private Path index(List<Artifact> artifacts) throws IOException {
        List<File> jars = new ArrayList<>();
        artifacts.forEach(each -> jars.add(file(each, ".jar").toFile()));
        Path folder = repository.resolve(GROUP);
        Path index = folder.resolve("index.xml");
        new SimpleIndexer().files(jars).base(folder.toUri()).name(GROUP).increment(0).index(index.toFile());
        return index;
    }

    private Path file(Artifact artifact, String suffix) {
        return file(artifact.id(), artifact.version(), suffix);
    }

    private Path file(String id, String version, String suffix) {
        return repository.resolve(GROUP).resolve(id).resolve(version).resolve(id + "-" + version + suffix);
    }

    /** Copies a file with its checksums, so that a reader sees the old ones or the new ones. */
    private static void put(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Path fresh = to.resolveSibling("." + to.getFileName());
        Files.copy(from, fresh, StandardCopyOption.REPLACE_EXISTING);
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
        for (String algorithm : List.of("SHA-1", "MD5")) {
            Path sum = to.resolveSibling(to.getFileName() + "." + algorithm.replace("-", "").toLowerCase(java.util.Locale.ROOT));
            Disk.write(sum, Archives.digest(to, algorithm));
        }
    }
}
