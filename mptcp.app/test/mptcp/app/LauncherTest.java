package mptcp.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scripts of the workspace, wherever it lies, from wherever they are called, and whatever the environment says. They
 * run in a workspace that was built, as far as they can see, with a java command that prints what it is given.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts are POSIX shell's")
class LauncherTest {
    private static final Path SCRIPTS = Path.of("..").toAbsolutePath().normalize();
    private static final String ECHO = """
            #!/bin/sh
            for word in "$@"; do echo "[$word]"; done
            echo "encoding ${LC_ALL:-${LC_CTYPE:-${LANG:-none}}}"
            """;

    @TempDir
    Path temporary;

    private Path folder;
    private Path root;

    private record Said(int status, String text) {
        void started(String program, Path root, String... words) {
            assertEquals(0, status, text);
            List<String> expected = new ArrayList<>(List.of("[@" + root.resolve("cnf/cache/run/" + program + ".args") + "]"));
            for (String word : words) {
                expected.add("[" + word + "]");
            }
            List<String> lines = text.lines() // without what Java is told by what the machine has
                    .filter(line -> line.startsWith("[") && !line.startsWith("[-Dstd") && !line.startsWith("[-XX:")).toList();
            assertEquals(expected, lines, text);
        }
    }

    @BeforeEach
    void workspace() throws Exception {
        folder = temporary.toRealPath();
        root = workspace("work");
    }

    private Path workspace(String name) throws IOException {
        Path made = folder.resolve(name);
        Path run = Files.createDirectories(made.resolve("cnf/cache/run"));
        Files.createDirectories(made.resolve("mptcp.app"));
        Files.createDirectories(made.resolve("cnf/ext"));
        Files.createFile(made.resolve("cnf/build.bnd"));
        Files.createFile(made.resolve("pom.xml"));
        Files.createFile(made.resolve("mptcp.app/shell.bndrun"));
        Files.createDirectories(made.resolve("cnf/driver"));
        Files.copy(SCRIPTS.resolve("mptcp"), made.resolve("mptcp"));
        Files.copy(SCRIPTS.resolve("build"), made.resolve("build"));
        Files.copy(SCRIPTS.resolve("cnf/utf8"), made.resolve("cnf/utf8"));
        script(made.resolve("jdk"), ECHO);
        script(made.resolve("cnf/find-jdk"), "#!/bin/sh\necho '" + made.toString().replace("'", "'\\''") + "/jdk'\n");
        for (String program : List.of("shell", "mptcp.experiment", "mptcp.lab")) {
            Files.writeString(run.resolve(program + ".projects"), "mptcp.app\n");
            Files.writeString(run.resolve(program + ".stamp"), made + "\n");
            Files.writeString(run.resolve(program + ".args"), "");
        }
        Path repository = folder.resolve("repository/biz/aQute/bnd.jar");
        Files.createDirectories(repository.getParent());
        Files.writeString(repository, "");
        Files.writeString(made.resolve("cnf/cache/tool.classpath"), repository + ":" + repository);
        Files.createDirectory(made.resolve("cnf/cache/driver"));
        return made;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** @param changes to the environment; an empty text takes a variable away */
    private static Said run(Path in, Map<String, String> changes, String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).directory(in.toFile()).redirectErrorStream(true);
        changes.forEach((name, value) -> {
            builder.environment().put(name, value);
            if (value.isEmpty()) {
                builder.environment().remove(name);
            }
        });
        builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        Process process = builder.start();
        String text = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Said(process.waitFor(), text);
    }

    private static final Map<String, String> NOTHING = Map.of();

    @Test
    void byARelativePathWhileCdpathLeadsElsewhere() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
        Files.createDirectories(elsewhere.resolve("work/cnf"));
        for (Path search : List.of(folder, elsewhere, Path.of("."))) {
            Map<String, String> exported = Map.of("CDPATH", search.toString());
            run(folder, exported, "work/mptcp", "shell", "-c", "hosts").started("shell", root, "-c", "hosts");
            run(root, exported, "./mptcp", "shell").started("shell", root);
            assertTrue(run(folder, exported, "work/build", "help").text().contains("[Build]\n[help]\n"));
        }
    }

    @Test
    void byLinks() throws Exception {
        Path other = Files.createDirectories(folder.resolve("other/deep"));
        Files.createSymbolicLink(other.resolve("whole"), root.resolve("mptcp"));
        Files.createSymbolicLink(other.resolve("relative"), Path.of("../..").resolve(root.getFileName()).resolve("mptcp"));
        Files.createSymbolicLink(other.resolve("chain"), Path.of("relative"));
        Files.createSymbolicLink(other.resolve("chain2"), other.resolve("chain"));
        Files.createSymbolicLink(folder.resolve("tree"), Path.of("work"));
        for (String name : List.of("whole", "relative", "chain", "chain2")) {
            run(folder, NOTHING, "other/deep/" + name, "shell", "x").started("shell", root, "x");
            run(other, NOTHING, "./" + name, "sim", "list").started("mptcp.experiment", root, root.toString(), "list");
            run(Path.of("/"), NOTHING, other.resolve(name).toString(), "lab", "up").started("mptcp.lab", root, "up");
        }
        run(folder, NOTHING, "tree/mptcp", "shell").started("shell", root);
        Files.createSymbolicLink(other.resolve("construct"), root.resolve("build"));
        assertTrue(run(other, NOTHING, "./construct", "help").text().contains("[Build]\n[help]\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"frob", "help frob", "--help frob", "help shell run", "stress --frob", "stress --minutes", "stress --minutes x",
        "package a b", "package --frob", "publish a b", "publish --frob"})
    void wrongWordsOfTheScriptItself(String words) throws Exception {
        List<String> command = new ArrayList<>(List.of("./mptcp"));
        command.addAll(List.of(words.split(" ")));
        Said said = run(root, NOTHING, command.toArray(String[]::new));
        assertEquals(2, said.status(), said.text());
        assertTrue(said.text().matches("error: [^\n]*\n"), said.text());
    }

    @Test
    void byThePathAndByTheShell() throws Exception {
        Map<String, String> path = Map.of("PATH", root + ":" + System.getenv("PATH"));
        run(Path.of("/"), path, "sh", "-c", "mptcp shell -c 'a  b'").started("shell", root, "-c", "a  b");
        run(root, NOTHING, "sh", "mptcp", "shell", "*").started("shell", root, "*");
        run(root, NOTHING, "sh", "mptcp", "help", "sim").started("mptcp.experiment", root, root.toString(), "help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "it's", "-n", "a*[b]?", "$HOME", "\u00fcber", "tab\there", "back\\slash", "per%cent"})
    void inAFolderOfAnyName(String name) throws Exception {
        root = workspace(name);
        for (String encoding : List.of("C", "C.UTF-8")) {
            Map<String, String> environment = Map.of("LC_ALL", encoding);
            run(folder, environment, "./" + name + "/mptcp", "shell").started("shell", root);
            run(root, environment, "./mptcp", "shell", name).started("shell", root, name);
            assertTrue(run(root, environment, "./build", "help").text().contains("[Build]\n[help]\n"));
        }
    }

    @Test
    void withAnyUmaskAndWithoutAnEnvironment() throws Exception {
        for (String mask : List.of("000", "027", "077", "0177")) {
            run(folder, NOTHING, "sh", "-c", "umask " + mask + "; exec work/mptcp shell").started("shell", root);
        }
        run(folder, NOTHING, "env", "-i", "PATH=" + System.getenv("PATH"), "work/mptcp", "shell").started("shell", root);
        run(folder, Map.of("IFS", "/", "ENV", "/nonexistent", "POSIXLY_CORRECT", "1"), "work/mptcp", "shell")
                .started("shell", root);
    }

    /** What is opened next has their numbers: commands would be read from a jar, and messages go into a capture. */
    @Test
    @EnabledOnOs(value = OS.LINUX, disabledReason = "/proc tells what is open")
    void standardStreamsThatAreClosedAreNowhere() throws Exception {
        Files.writeString(root.resolve("jdk"), """
                #!/bin/sh
                streams=$(readlink /proc/$$/fd/0 /proc/$$/fd/1 /proc/$$/fd/2)
                echo "$streams" >said
                """);
        run(root, NOTHING, "sh", "-c", "./mptcp shell <&- >&- 2>&-");
        assertEquals("/dev/null\n/dev/null\n/dev/null\n", Files.readString(root.resolve("said")));
        Files.delete(root.resolve("said"));
        run(root, NOTHING, "sh", "-c", "./build help <&- >&- 2>&-");
        assertEquals("/dev/null\n/dev/null\n/dev/null\n", Files.readString(root.resolve("said")));
    }

    /** Java finds no file by a name that the locale's encoding does not have. */
    @Test
    void fileNamesAreUtf8InEveryLocaleAndTheTerminalKeepsItsOwn() throws Exception {
        Said plain = run(root, Map.of("LC_ALL", "C"), "./mptcp", "shell");
        assertTrue(plain.text().contains("encoding C.UTF-8"), plain.text());
        assertTrue(plain.text().contains("[-Dstdout.encoding="), plain.text());
        Said unicode = run(root, asked("UTF-8"), "./mptcp", "shell");
        assertTrue(unicode.text().contains("encoding en_US.UTF-8"), unicode.text());
        assertFalse(unicode.text().contains("-Dstdout.encoding="), unicode.text());
    }

    /** ssh hands on the locale of where it came from, and most machines have few. */
    @Test
    void aLocaleThatIsAskedForAndNotThereHasUtf8FileNames() throws Exception {
        Said said = run(root, asked("ANSI_X3.4-1968"), "./mptcp", "shell");
        assertTrue(said.text().contains("encoding C.UTF-8"), said.text());
        assertFalse(said.text().contains("-Dstdout.encoding="), "its terminal is UTF-8: " + said.text());
        Said built = run(root, asked("ANSI_X3.4-1968"), "./build", "help");
        assertTrue(built.text().contains("encoding C.UTF-8"), built.text());
    }

    /** A locale of UTF-8 on a system which says that this is the encoding it has. */
    private Map<String, String> asked(String has) throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        script(tools.resolve("locale"), "#!/bin/sh\n[ \"$1\" = charmap ] && echo " + has + "\n");
        return Map.of("LC_ALL", "", "LC_CTYPE", "en_US.UTF-8", "PATH", tools + ":" + System.getenv("PATH"));
    }

    /** Also the Java of Maven, which fetches the build: before anything was built it is the first to look at the folder's name. */
    @Test
    void mavenIsStartedWithTheSameNames() throws Exception {
        Files.delete(root.resolve("cnf/cache/tool.classpath"));
        script(root.resolve("cnf/fetch-tools"), "#!/bin/sh\necho \"fetched with $LC_ALL\"\nexit 1\n");
        Said said = run(root, Map.of("LC_ALL", "C"), "./build", "build");
        assertEquals("fetched with C.UTF-8\n", said.text());
    }

    @Test
    void whatIsNoArgumentIsSaidBeforeAnythingIsDone() throws Exception {
        for (String command : List.of("attach --at", "package --frob", "package a b", "publish --frob", "publish a b", "stress --frob",
                "stress --minutes", "stress --minutes x", "stress --minutes 0")) {
            Said said = run(root, NOTHING, ("./mptcp " + command).split(" "));
            assertEquals(2, said.status(), command + ": " + said.text());
            assertEquals(1, said.text().lines().count(), said.text());
            assertTrue(said.text().startsWith("error: ") && said.text().contains("'./mptcp help "), said.text());
        }
    }

    @Test
    void theFolderToMeetInIsNamedEitherWay() throws Exception {
        run(root, NOTHING, "./mptcp", "attach", "--at=a b", "-c", "hosts").started("shell", root, "--attach=a b", "-c", "hosts");
        run(root, NOTHING, "./mptcp", "attach", "--at", "a b", "-c", "hosts").started("shell", root, "--attach=a b", "-c", "hosts");
        run(root, NOTHING, "./mptcp", "attach").started("shell", root, "--attach");
    }

    @Test
    void aFolderThatIsNotThereIsSaidBeforeAnythingIsBuilt() throws Exception {
        Said said = run(root, NOTHING, "./mptcp", "package", "nowhere/mptcp.jar");
        assertEquals(new Said(1, "error: nothing can be written into nowhere\n"), said);
    }

    /** Root reads everything, so a link to nowhere stands for what cannot be read. */
    @Test
    void whatOthersBuiltAndMayNotBeReadIsSaidInOneLine() throws Exception {
        Path args = root.resolve("cnf/cache/run/shell.args");
        Files.delete(args);
        Files.createSymbolicLink(args, Path.of("nowhere"));
        Said said = run(root, NOTHING, "./mptcp", "shell");
        assertEquals(1, said.status(), said.text());
        assertEquals(1, said.text().lines().count(), said.text());
        assertTrue(said.text().contains("take a clone of your own"), said.text());
    }

    /** Of another user's home, or emptied since. */
    @Test
    void librariesThatCannotBeReadAreSaidInOneLine() throws Exception {
        Files.delete(folder.resolve("repository/biz/aQute/bnd.jar"));
        Said said = run(root, NOTHING, "./mptcp", "shell");
        assertEquals(1, said.status(), said.text());
        assertEquals(1, said.text().lines().count(), said.text());
        assertTrue(said.text().startsWith("error: the libraries are not where they were fetched to"), said.text());
    }

    @Test
    void whereNothingCanBeWrittenABuildSaysSoInOneLine() throws Exception {
        Files.move(root.resolve("cnf/cache"), root.resolve("cnf/former"));
        Files.createFile(root.resolve("cnf/cache"));
        for (String[] command : new String[][] {{"./build", "build"}, {"./mptcp", "shell"}, {"./mptcp", "test", "x"}}) {
            Said said = run(root, NOTHING, command);
            assertEquals(1, said.status(), said.text());
            assertEquals(1, said.text().lines().count(), said.text());
            assertTrue(said.text().startsWith("error: " + root + "/cnf/cache cannot be written to"), said.text());
        }
    }

    @Test
    void aTreeThatWasMovedIsPreparedAnew() throws Exception {
        Path moved = folder.resolve("moved");
        Files.move(root, moved);
        Files.writeString(moved.resolve("cnf/find-jdk"), "echo '" + moved + "/jdk'\n");
        Said said = run(moved, NOTHING, "./mptcp", "shell");
        assertTrue(said.text().contains("[Build]\n[prepare]\n[shell]\n"), said.text());
        assertTrue(said.text().contains("[@" + moved + "/cnf/cache/run/shell.args]\n"), said.text());
        assertEquals(moved + "\n", Files.readString(moved.resolve("cnf/cache/run/shell.stamp")));
    }
}
