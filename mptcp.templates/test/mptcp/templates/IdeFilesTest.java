package mptcp.templates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What {@code ./mptcp ide} writes: it is enough to compile every project and its tests, and the same on each machine. */
@Tag("slow")
class IdeFilesTest {
    @TempDir
    Path folder;

    /** One of a .classpath, with what is said of it. */
    private record Entry(String kind, String path, boolean test) {}

    private final Map<String, Path> compiled = new HashMap<>();

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    private Path written(String ide) throws Exception {
        Path into = Files.createDirectory(folder.resolve(ide));
        ProcessBuilder builder = new ProcessBuilder(root().resolve("mptcp").toString(), "ide", ide, into.toString())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        for (Path file : files(into)) {
            String text = Files.readString(file);
            assertFalse(text.contains(root().toString()) || text.contains(System.getProperty("user.home")), file + ":\n" + text);
        }
        return into;
    }

    private static List<Path> files(Path folder) throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static Document xml(Path file) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }

    private static List<Element> elements(Document xml, String name) {
        NodeList nodes = xml.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    private static List<Entry> classpath(Path file) throws Exception {
        return elements(xml(file), "classpathentry").stream().map(e -> new Entry(e.getAttribute("kind"), e.getAttribute("path"),
                e.getElementsByTagName("attribute").getLength() > 0)).toList();
    }

    private static Path libraries() throws Exception {
        String tools = Files.readString(root().resolve("cnf/cache/tool.classpath"));
        return Path.of(tools.substring(0, tools.indexOf("/biz/aQute/")));
    }

    /** Compiles a project as the IDE would, with those that it needs, once. */
    private Path compile(Path written, String project) throws Exception {
        Path classes = compiled.get(project);
        if (classes == null) {
            classes = Files.createDirectories(folder.resolve("classes").resolve(project));
            compiled.put(project, classes);
            javac(written, project, false, classes);
        }
        return classes;
    }

    private void javac(Path written, String project, boolean tests, Path classes) throws Exception {
        List<String> path = new ArrayList<>(tests ? List.of(compile(written, project).toString()) : List.of());
        List<File> sources = new ArrayList<>();
        for (Entry entry : classpath(written.resolve(project).resolve(".classpath"))) {
            if (entry.kind().equals("var") && (tests || !entry.test())) {
                Path jar = libraries().resolve(entry.path().replaceFirst("^M2_REPO/", ""));
                assertTrue(Files.exists(jar), jar.toString());
                path.add(jar.toString());
            } else if (entry.path().startsWith("/") && (tests || !entry.test())) {
                path.add(compile(written, entry.path().substring(1)).toString());
            } else if (entry.kind().equals("src") && !entry.path().startsWith("/") && entry.test() == tests) {
                files(root().resolve(project).resolve(entry.path())).stream().filter(f -> f.toString().endsWith(".java"))
                        .map(Path::toFile).forEach(sources::add);
            }
        }
        StringWriter problems = new StringWriter();
        var javac = ToolProvider.getSystemJavaCompiler();
        try (var manager = javac.getStandardFileManager(null, null, UTF_8)) {
            boolean ok = sources.isEmpty() || javac.getTask(problems, manager, null, List.of("-proc:none", "-nowarn", "-d",
                    classes.toString(), "-cp", String.join(File.pathSeparator, path)), null,
                    manager.getJavaFileObjectsFromFiles(sources)).call();
            assertTrue(ok, project + (tests ? " (tests)" : "") + ":\n" + problems);
        }
    }

    private static List<String> projects(Path written) throws Exception {
        try (Stream<Path> all = Files.list(written)) {
            return all.filter(p -> Files.exists(p.resolve(".project"))).map(p -> p.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void everyProjectAndItsTestsCompile() throws Exception {
        Path written = written("vscode");
        List<String> projects = projects(written);
        assertTrue(projects.size() > 50, projects.toString());
        for (String project : projects) {
            assertEquals(project, elements(xml(written.resolve(project).resolve(".project")), "name").getFirst().getTextContent());
            compile(written, project);
            javac(written, project, true, Files.createDirectories(folder.resolve("tests").resolve(project)));
        }

        Path idea = written("idea");
        assertEquals(projects.size(), elements(xml(idea.resolve(".idea/modules.xml")), "module").size());
        for (String project : projects) { // and IntelliJ is told the same
            Document module = xml(idea.resolve(".idea/modules/" + project + ".iml"));
            TreeSet<String> told = elements(module, "root").stream().map(e -> e.getAttribute("url")
                    .replace("jar://$MAVEN_REPOSITORY$/", "M2_REPO/").replace("!/", "")).collect(Collectors.toCollection(TreeSet::new));
            elements(module, "orderEntry").stream().map(e -> e.getAttribute("module-name")).filter(n -> !n.isEmpty())
                    .forEach(n -> told.add("/" + n));
            TreeSet<String> wanted = classpath(written.resolve(project).resolve(".classpath")).stream()
                    .filter(e -> e.kind().equals("var") || e.path().startsWith("/")).map(Entry::path)
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(wanted, told, project);
        }
    }

    /** Eclipse's project of the workspace's settings is one, too, and where classes go is where bnd looks for them. */
    @Test
    void bndtoolsFindsTheWorkspace() throws Exception {
        Path written = written("bndtools");
        List<String> projects = projects(written);
        assertTrue(projects.contains("cnf") && projects.contains("mptcp.core"), projects.toString());
        Map<String, String> kinds = new LinkedHashMap<>();
        for (String project : projects) {
            String description = Files.readString(written.resolve(project).resolve(".project"));
            assertTrue(description.contains("bndtools.core.bndnature") && description.contains("bndtools.core.bndbuilder"), description);
            classpath(written.resolve(project).resolve(".classpath")).forEach(e -> kinds.put(e.path(), e.kind()));
        }
        assertEquals("con", kinds.get("aQute.bnd.classpath.container"));
        assertEquals("output", kinds.get("bin"));
        assertEquals(List.of(), kinds.keySet().stream().filter(p -> p.startsWith("/") || p.startsWith("M2_REPO")).toList());
    }
}
