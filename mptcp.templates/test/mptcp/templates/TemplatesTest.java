package mptcp.templates;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is written compiles without a warning, and its tests pass. */
class TemplatesTest {
    @TempDir
    Path workspace;

    @BeforeEach
    void makeWorkspace() throws Exception {
        Files.createDirectory(workspace.resolve("cnf"));
        Files.writeString(workspace.resolve("cnf/build.bnd"), "Bundle-Version: 1.2.3\n");
    }

    private Path write(Kind kind, String name) throws Exception {
        return write(kind, name, Layout.WORKSPACE);
    }

    private Path write(Kind kind, String name, Layout layout) throws Exception {
        new Project(kind, PolicyName.of(name), layout).write(Workspace.at(workspace), workspace);
        return workspace.resolve(name);
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Path compile(Path project) throws Exception {
        Path classes = Files.createDirectory(project.resolve("bin"));
        List<File> sources = files(project).stream().filter(f -> f.toString().endsWith(".java")).map(Path::toFile)
                .toList();
        StringWriter problems = new StringWriter();
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var manager = javac.getStandardFileManager(null, null, null)) {
            boolean ok = javac.getTask(problems, manager, null, List.of("-Xlint:all", "-Werror", "-proc:none", "-d",
                    classes.toString()), null, manager.getJavaFileObjectsFromFiles(sources)).call();
            assertTrue(ok, problems.toString());
        }
        return classes;
    }

    /** @return how many tests ran */
    private static int runTests(Class<?> tests) throws Exception {
        Constructor<?> constructor = tests.getDeclaredConstructor();
        constructor.setAccessible(true);
        int n = 0;
        for (Method method : tests.getDeclaredMethods()) {
            if (method.isAnnotationPresent(Test.class)) {
                method.setAccessible(true);
                method.invoke(constructor.newInstance());
                n++;
            }
        }
        return n;
    }

    @ParameterizedTest
    @EnumSource
    void theProjectCompilesAndItsTestsPass(Kind kind) throws Exception {
        Path classes = compile(write(kind, "my.own"));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            assertTrue(runTests(loader.loadClass("my.own.OwnTest")) >= 2);
            assertEquals(1, runTests(loader.loadClass("my.own.OwnSimulationTest")));
            PolicyFactory<?> factory =
                    (PolicyFactory<?>) loader.loadClass("my.own.OwnFactory").getConstructor().newInstance();
            assertEquals("own", factory.name());
            assertEquals("my.own.Own", factory.create((PolicyContext) null).getClass().getName());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftToFillIn(Kind kind) throws Exception {
        for (Layout layout : Layout.values()) {
            for (Path file : files(write(kind, layout == Layout.MAVEN ? "my.own" : "own", layout))) {
                String text = Files.readString(file);
                assertFalse(text.matches("(?s).*@[A-Za-z]+@.*"), file + ":\n" + text);
                assertTrue(text.endsWith("\n") && !text.endsWith("\n\n"), file.toString());
            }
        }
    }

    /** The sources of both are the same: what the other test compiles and runs holds for Maven's, too. */
    @ParameterizedTest
    @EnumSource
    void aMavenProjectHasTheSameSources(Kind kind) throws Exception {
        Path bnd = write(kind, "my.own");
        Path maven = write(kind, "my.other", Layout.MAVEN);
        for (String folders : List.of("src src/main/java", "test src/test/java")) {
            Path ours = bnd.resolve(folders.split(" ")[0] + "/my/own");
            Path theirs = maven.resolve(folders.split(" ")[1] + "/my/other");
            assertFalse(files(ours).isEmpty());
            for (Path file : files(ours)) {
                Path other = theirs.resolve(file.getFileName().toString().replace("Own", "Other"));
                assertEquals(Files.readString(file), Files.readString(other).replace("Other", "Own").replaceAll(
                        "(my\\.|\"|')other", "$1own"));
            }
        }
    }

    /** A Maven project names versions that this workspace is built and tested with. */
    @Test
    void mavenGetsTheVersionsOfTheWorkspace() throws Exception {
        String pom = Files.readString(write(Kind.CC, "my.own", Layout.MAVEN).resolve("pom.xml"));
        String libraries = Files.readString(root().resolve("cnf/ext/central.pmvn"));
        String driver = Files.readString(root().resolve("pom.xml"));
        for (String library : List.of("org.osgi:org.osgi.service.component.annotations", "org.slf4j:slf4j-simple",
                "org.junit.jupiter:junit-jupiter-api")) {
            String version = libraries.split(library + ":")[1].split("\n")[0];
            String artifact = library.split(":")[1].replace("jupiter-api", "jupiter");
            assertTrue(pom.replaceAll("\\s+", "").contains("<artifactId>" + artifact + "</artifactId><version>" + version + "<"),
                    library + ":" + version);
        }
        String bnd = driver.split("<bnd>")[1].split("<")[0];
        assertTrue(pom.replaceAll("\\s+", "").contains("<artifactId>bnd-maven-plugin</artifactId><version>" + bnd + "<"), bnd);
    }

    @ParameterizedTest
    @EnumSource
    void aPolicyIsShort(Kind kind) throws Exception {
        Path project = write(kind, "own");
        int limit = kind == Kind.PATH ? 85 : 40;
        assertTrue(Files.readAllLines(project.resolve("src/own/Own.java")).size() < limit);
    }

    @Test
    void theBundleHasThePackageAndTheFakesOfItsKind() throws Exception {
        String bnd = Files.readString(write(Kind.CC, "my.own").resolve("bnd.bnd"));
        assertTrue(bnd.contains("-privatepackage: my.own\n"), bnd);
        assertTrue(bnd.contains("-buildpath: ${osgi}, mptcp.api, mptcp.policy.support\n"), "nothing of the core: " + bnd);
        assertTrue(bnd.contains("mptcp.policy.testing"), bnd);
    }

    /** The scheduler that the first page shows is all that a scheduler needs. */
    @Test
    void theSchedulerOfTheReadmeCompiles() throws Exception {
        String readme = Files.readString(root().resolve("README.md"));
        String shown = readme.split("```java\n", 2)[1].split("```", 2)[0];
        Path source = Files.createDirectories(workspace.resolve("readme/src/my/sched")).resolve("SchedFactory.java");
        Files.writeString(source, """
                package my.sched;

                import aQute.bnd.annotation.Resolution;
                import aQute.bnd.annotation.spi.ServiceProvider;
                import mptcp.api.policy.PolicyContext;
                import mptcp.api.scheduler.PacketScheduler;
                import mptcp.api.scheduler.SchedulerFactory;
                import org.osgi.service.component.annotations.Component;

                """ + shown);
        assertTrue(Files.readAllLines(source).size() < 40, "a minimal scheduler is under 40 lines");
        Path classes = compile(workspace.resolve("readme"));
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            PolicyFactory<?> factory =
                    (PolicyFactory<?>) loader.loadClass("my.sched.SchedFactory").getConstructor().newInstance();
            assertEquals("sched", factory.name());
            assertTrue(readme.contains("policy scheduler " + factory.name() + " "), "what it says to type");
        }
    }
}
