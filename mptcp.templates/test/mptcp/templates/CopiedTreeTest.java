package mptcp.templates;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy of a built tree is a tree of its own: building it does nothing to the one that it is a copy of. */
@Tag("slow")
class CopiedTreeTest {
    private static final Set<String> LEFT_OUT = Set.of(".git", "reports", "publication", "snapshot", "test");
    private static final String BUNDLE = "mptcp.json";

    @TempDir
    Path folder;

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("cnf/build.bnd"))) {
            root = root.getParent();
        }
        return root;
    }

    private static void copy(Path from, Path to) throws Exception {
        if (Files.isDirectory(from)) {
            Files.createDirectories(to);
            List<Path> all;
            try (Stream<Path> each = Files.list(from)) {
                all = each.toList();
            }
            for (Path each : all) {
                if (!LEFT_OUT.contains(each.getFileName().toString())) {
                    copy(each, to.resolve(each.getFileName()));
                }
            }
        } else {
            Files.copy(from, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    private static String build(Path tree) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(tree.resolve("mptcp").toString(), "build", BUNDLE).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    @Test
    void buildingACopyLeavesTheOriginalAlone() throws Exception {
        Path jar = root().resolve(BUNDLE).resolve("generated/" + BUNDLE + ".jar");
        build(root());
        FileTime before = Files.getLastModifiedTime(jar);
        Path copy = folder.resolve("copy");
        copy(root(), copy);
        Path source = copy.resolve(BUNDLE).resolve("src/mptcp/json/package-info.java");
        Files.writeString(source, Files.readString(source).replace("1.0.0", "1.0.1"), StandardOpenOption.TRUNCATE_EXISTING);
        assertTrue(build(copy).contains("built     " + BUNDLE), "it was changed");

        assertEquals(before, Files.getLastModifiedTime(jar));
        assertNotEquals(-1, Files.mismatch(jar, copy.resolve(BUNDLE).resolve("generated/" + BUNDLE + ".jar")));
        try (Stream<Path> projects = Files.list(copy)) {
            for (Path notes : projects.map(p -> p.resolve("generated/buildfiles")).filter(Files::exists).toList()) {
                String text = Files.readString(notes);
                assertFalse(text.contains(root().toString()) || text.contains(copy.toString()), notes + ": " + text);
            }
        }
    }
}
