import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What is published and what it depends on, as a software bill of materials, by CycloneDX's Maven plugin. */
final class Sbom {
    private static final String PLUGIN = "org.cyclonedx:cyclonedx-maven-plugin:2.9.1:makeBom";

    private Sbom() {}

    /** @return the JSON file */
    static Path write(Path repository, String id, String version, List<Artifact> artifacts, Path work) throws Exception {
        Path project = work.resolve("sbom");
        Disk.delete(project);
        Files.createDirectories(project);
        // A repository of its own: what was published before under this version must not be taken for what is published now.
        Path local = work.resolve("repository");
        Disk.delete(local.resolve(Publication.GROUP));
        Path pom = project.resolve("pom.xml");
        Files.write(pom, Poms.all(id, version, artifacts, repository));
        Path log = project.resolve("log");
        Process process = new ProcessBuilder("mvn", "-q", "-B", "-f", pom.toString(), PLUGIN, "-DoutputFormat=json",
                "-DoutputName=bom", "-DoutputDirectory=" + project, "-DincludeBomSerialNumber=false",
                "-DincludeProvidedScope=true", "-DschemaVersion=1.6", "-Dmaven.repo.local=" + local,
                "-Dmaven.repo.local.tail=" + Libraries.repository())
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Path file = project.resolve("bom.json");
        if (process.waitFor() != 0 || !Files.exists(file)) {
            throw new BuildFailure("Maven did not make the SBOM:\n" + Files.readString(log));
        }
        return file;
    }
}
