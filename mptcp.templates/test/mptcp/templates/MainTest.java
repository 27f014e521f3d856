package mptcp.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The command line: what it writes, and what it says to mistakes. */
class MainTest {
    @TempDir
    Path workspace;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    @BeforeEach
    void listen() throws Exception {
        Files.createDirectory(workspace.resolve("cnf"));
        Files.writeString(workspace.resolve("cnf/build.bnd"), "Bundle-Version: 7.8.9\n");
        PrintStream all = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(all);
        System.setErr(all);
    }

    @AfterEach
    void restore() {
        System.setOut(out);
        System.setErr(err);
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(workspace.toString()));
        all.addAll(List.of(words));
        return Main.run(all);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aProjectIsWrittenAndTheNextStepsAreTold() {
        assertEquals(0, run("scheduler", "my.sched"), this::said);
        for (String file : List.of("bnd.bnd", "README.md", "src/my/sched/package-info.java", "src/my/sched/Sched.java",
                "src/my/sched/SchedFactory.java", "test/my/sched/SchedTest.java", "test/my/sched/SchedSimulationTest.java")) {
            assertTrue(Files.exists(workspace.resolve("my.sched").resolve(file)), file);
            assertTrue(said().contains("  " + file + "\n"), said());
        }
        assertTrue(said().contains("./mptcp test my.sched"), said());
        assertTrue(said().contains("./mptcp build my.sched"), said());
    }

    @Test
    void anotherWorkspaceMayBeNamed(@TempDir Path other) throws Exception {
        assertEquals(2, run("cc", "my.cc", "--dir", other.toString()));
        assertTrue(said().contains("is no workspace"), said());
        Files.createDirectory(other.resolve("cnf"));
        Files.writeString(other.resolve("cnf/build.bnd"), "Bundle-Version: 7.8.9\n");
        assertEquals(0, run("--dir", other.toString(), "cc", "my.cc"), this::said);
        assertTrue(Files.exists(other.resolve("my.cc/bnd.bnd")));
        assertFalse(Files.exists(workspace.resolve("my.cc")));
    }

    /** Of the version that './mptcp publish' of the workspace puts into a repository, and with nothing of this machine in it. */
    @Test
    void aMavenProjectMayBeAnywhere(@TempDir Path other) throws Exception {
        assertEquals(0, run("--maven", "scheduler", "my.sched", "--dir", other.toString()), this::said);
        for (String file : List.of("pom.xml", "README.md", ".gitignore", "src/main/java/my/sched/package-info.java",
                "src/main/java/my/sched/Sched.java", "src/main/java/my/sched/SchedFactory.java",
                "src/test/java/my/sched/SchedTest.java", "src/test/java/my/sched/SchedSimulationTest.java")) {
            Path written = other.resolve("my.sched").resolve(file);
            assertTrue(Files.exists(written), file);
            assertFalse(Files.readString(written).contains(workspace.toString()), file);
            assertTrue(said().contains("  " + file + "\n"), said());
        }
        String pom = Files.readString(other.resolve("my.sched/pom.xml"));
        assertTrue(pom.contains("<mptcp.version>7.8.9</mptcp.version>"), pom);
        assertTrue(said().contains("mvn package") && said().contains("./mptcp publish"), said());
        assertEquals(2, run("--maven", "scheduler", "my.sched", "--dir", other.toString()));
        assertTrue(said().contains("my.sched is there already"), said());
    }

    @Test
    void whatIsThereIsNotTouched() throws Exception {
        assertEquals(0, run("rexmit", "my.own"));
        Path file = workspace.resolve("my.own/src/my/own/Own.java");
        Files.writeString(file, "mine");
        assertEquals(2, run("rexmit", "my.own"));
        assertTrue(said().contains("my.own is there already"), said());
        assertEquals("mine", Files.readString(file));
    }

    @Test
    void aPolicyOfTheProjectIsNotShadowed() throws Exception {
        Files.createDirectory(workspace.resolve("mptcp.pathmanager.fullmesh"));
        assertEquals(2, run("path", "my.fullmesh"));
        assertTrue(said().contains("There is a path manager 'fullmesh' already"), said());
        assertEquals(0, run("cc", "my.fullmesh"), "another kind");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "My.sched", "my-sched", "my..sched", "my.sched.", ".my", "1st", "my sched", "../sched",
        "/tmp/sched", "my.class", "new", "my.builtin", "java.sched", "my.string", "my.subflows", "my.component"})
    void badNames(String name) throws Exception {
        assertEquals(2, run("scheduler", name), name);
        assertTrue(said().contains("name"), said());
        try (var files = Files.list(workspace)) {
            assertEquals(List.of("cnf"), files.map(f -> f.getFileName().toString()).toList(), "nothing was written");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "congestion my.cc | There is no kind of policy 'congestion'",
        "scheduler | error: NAME is missing (./mptcp new --help)",
        "--maven | error: KIND is missing (./mptcp new --help)",
        "scheduler a b | 'b' is one word too many",
        "scheduler a --force | there is no option '--force'; there are --dir, --help, --maven",
        "scheduler a --dir | --dir needs a value: FOLDER"
    })
    void mistakes(String words, String answer) {
        assertEquals(2, run(words.split(" ")));
        assertTrue(said().contains(answer), said());
    }

    @Test
    void help() {
        assertEquals(0, run("--help"));
        for (Kind kind : Kind.values()) {
            assertTrue(said().contains(kind.label() + " "), said());
        }
    }

    /** The pages are what the program says. */
    @Test
    void itsPageHasTheHelpOfEveryCommand() throws IOException {
        String page = Files.readString(Path.of("../docs/commands/new.md"));
        CommandLine line = Main.line(workspace, out, err);
        assertTrue(page.contains("```\n" + line.getUsageMessage().strip() + "\n```"), () -> "the page does not say\n" + line.getUsageMessage());
    }
}
