package mptcp.testkit;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Which tests show which rows of the conformance table: {@code java mptcp.testkit.RowIndex FOLDER...} with folders of
 * compiled test classes prints a line for every row that is shown. Stateless.
 */
public final class RowIndex {
    private RowIndex() {}

    /** The tests by row, {@code Class.method}, in order. */
    public static Map<Integer, TreeSet<String>> of(List<Path> folders) throws IOException {
        Map<Integer, TreeSet<String>> rows = new TreeMap<>();
        for (Path folder : folders) {
            URL[] path = {folder.toUri().toURL()};
            try (URLClassLoader loader = new URLClassLoader(path, RowIndex.class.getClassLoader());
                    Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                    add(load(loader, folder.relativize(file)), rows);
                }
            }
        }
        return rows;
    }

    private static Class<?> load(ClassLoader loader, Path file) throws IOException {
        String name = file.toString().replace(file.getFileSystem().getSeparator(), ".").replaceAll("\\.class$", "");
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IOException("no class " + name + " in " + file, e);
        }
    }

    private static void add(Class<?> tests, Map<Integer, TreeSet<String>> rows) {
        for (Method method : tests.getDeclaredMethods()) {
            Row row = method.getAnnotation(Row.class);
            if (row != null) {
                for (int number : row.value()) {
                    rows.computeIfAbsent(number, n -> new TreeSet<>())
                            .add(tests.getSimpleName() + "." + method.getName());
                }
            }
        }
    }

    /** Prints {@code row tests...} for the folders given. */
    public static void main(String[] folders) throws IOException {
        PrintStream out = System.out;
        of(Stream.of(folders).map(Path::of).toList())
                .forEach((row, tests) -> out.println(row + " " + String.join(" ", tests)));
    }
}
