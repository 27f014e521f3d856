package mptcp.templates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A policy outside of this repository: what {@code publish} puts into an empty folder is all that a new Maven project needs, besides
 * Maven Central, and its bundle serves in a shell that watches its target folder. Needs Maven and the network.
 */
@Tag("slow")
class MavenProjectTest {
    private static final long WITHIN_MINUTES = 15;

    @TempDir
    private static Path shared;

    @TempDir
    private Path folder;

    @BeforeAll
    static void publish() throws Exception {
        assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, "mvn"))), "Maven is not there");
        run(root(), List.of(root().resolve("mptcp").toString(), "publish", shared.resolve("published").toString()), "");
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    /** @return what it said */
    private static String run(Path where, List<String> command, String policies) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true)
                .redirectInput(new File("/dev/null"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MPTCP_POLICIES", policies);
        Path output = Files.createTempFile(shared, "output", null);
        Process process = builder.redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(WITHIN_MINUTES, TimeUnit.MINUTES);
        if (!ended) {
            process.destroy();
        }
        String said = Files.readString(output, UTF_8);
        assertTrue(ended && process.exitValue() == 0, String.join(" ", command) + ":\n" + said);
        return said;
    }

    /** What was once fetched from another place, or sought in vain, is found when it is published into the local repository. */
    @Test
    void itIsBuiltFromALocalRepositoryThatKnewItFromElsewhere() throws Exception {
        new Project(Kind.of("scheduler"), PolicyName.of("my.own"), Layout.MAVEN).write(Workspace.at(root()), folder);
        Path project = folder.resolve("my.own");
        List<String> compile = List.of("mvn", "-B", "-ntp", "-Dmaven.repo.local=" + shared.resolve("local"), "test-compile");
        List<String> fromElsewhere = new ArrayList<>(compile);
        fromElsewhere.add("-Dmptcp.repository=" + shared.resolve("published").toUri());
        run(project, fromElsewhere, "");
        Path bom = shared.resolve("local/mptcp/mptcp.bom");
        try (Stream<Path> files = Files.walk(bom)) {
            assertTrue(files.anyMatch(f -> f.endsWith("_remote.repositories")), "Maven notes where it was found");
        }
        run(root(), List.of(root().resolve("mptcp").toString(), "publish", shared.resolve("local").toString()), "");
        run(project, compile, "");
    }

    @ParameterizedTest
    @EnumSource
    void itIsBuiltFromAnEmptyRepositoryAndServesInAShell(Kind kind) throws Exception {
        new Project(kind, PolicyName.of("my.own"), Layout.MAVEN).write(Workspace.at(root()), folder);
        Path project = folder.resolve("my.own");
        String built = run(project, List.of("mvn", "-B", "-ntp", "-Dmaven.repo.local=" + shared.resolve("local"),
                "-Dmptcp.repository=" + shared.resolve("published").toUri(), "package"), "");
        assertTrue(built.matches("(?s).*Tests run: [3-9], Failures: 0, Errors: 0, Skipped: 0.*"), built);
        assertTrue(built.contains("OwnSimulationTest"), built);
        try (JarFile jar = new JarFile(project.resolve("target/my.own.jar").toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("my.own", manifest.getValue("Bundle-SymbolicName"));
            assertNotNull(jar.getEntry("OSGI-INF/my.own.OwnFactory.xml"));
            assertTrue(!manifest.getValue("Import-Package").contains("mptcp.policy.support"), "its own copy, if any");
        }
        String said = run(folder, List.of(root().resolve("mptcp").toString(), "shell", "-c",
                "put -n 4M; policy " + kind.label() + " own; wait; policy"), project.resolve("target").toString());
        assertTrue(said.contains("SHA-256 equal"), said);
        assertTrue(said.matches("(?s).*" + kind.label() + "[^\\n]* own .*"), said);
    }
}
