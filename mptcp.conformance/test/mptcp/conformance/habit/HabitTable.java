package mptcp.conformance.habit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import mptcp.api.socket.WireProfile;
import mptcp.core.wire.Habit;
import mptcp.core.wire.WireHabits;
import mptcp.testkit.ShowsHabit;

/** The table of the wire profiles as the documentation has it, made of the stack's table and of the tests' annotations. */
final class HabitTable {
    static final String BEGIN = "<!-- habits: begin -->";
    static final String END = "<!-- habits: end -->";
    static final List<Path> PAGES = List.of(Path.of("..", "docs", "profiles.md"), Path.of("..", "docs", "conformance.md"));

    private HabitTable() {}

    /** Names of tests, {@code Class.method}, by the habit that they show. */
    static Map<String, TreeSet<String>> tests() {
        Map<String, TreeSet<String>> tests = new TreeMap<>();
        for (Class<?> each : classes()) {
            for (Method method : each.getDeclaredMethods()) {
                ShowsHabit shown = method.getAnnotation(ShowsHabit.class);
                for (String habit : shown == null ? new String[0] : shown.value()) {
                    tests.computeIfAbsent(habit, h -> new TreeSet<>()).add(each.getSimpleName() + "." + method.getName());
                }
            }
        }
        return tests;
    }

    private static List<Class<?>> classes() {
        try {
            Path root = Path.of(HabitTable.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            try (Stream<Path> files = Files.walk(root)) {
                return files.map(f -> root.relativize(f).toString()).filter(f -> f.endsWith("Test.class"))
                        .<Class<?>>map(HabitTable::load).toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(file.replace(Path.of(".").getFileSystem().getSeparator(), ".").replaceAll("\\.class$", ""),
                    false, HabitTable.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(file, e);
        }
    }

    static String text() {
        StringBuilder table = new StringBuilder("| Habit | What | `linux` | `linux-exact` | `bsd` | Test |\n|---|---|---|---|---|---|\n");
        Map<String, TreeSet<String>> tests = tests();
        for (RecordComponent habit : WireHabits.class.getRecordComponents()) {
            table.append("| `").append(habit.getName()).append("` | ").append(habit.getAnnotation(Habit.class).value())
                    .append(" | ").append(value(habit, WireProfile.LINUX)).append(" | ")
                    .append(value(habit, WireProfile.LINUX_EXACT)).append(" | ")
                    .append(value(habit, WireProfile.BSD)).append(" | ")
                    .append(String.join(", ", tests.getOrDefault(habit.getName(), new TreeSet<>()))).append(" |\n");
        }
        return table.toString();
    }

    private static String value(RecordComponent habit, WireProfile profile) {
        Object value;
        try {
            value = habit.getAccessor().invoke(WireHabits.of(profile));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
        if (value instanceof Boolean yes) {
            return yes ? "yes" : "no";
        }
        return habit.getName().endsWith("Ns") ? time((Long) value) : value.toString();
    }

    private static String time(long ns) {
        return ns == 0 ? "0" : ns % 1_000_000_000 == 0 ? ns / 1_000_000_000 + " s" : ns / 1_000_000 + " ms";
    }

    /** What stands between the marks of a page. */
    static String on(Path page) throws IOException {
        String text = Files.readString(page);
        return text.substring(text.indexOf(BEGIN) + BEGIN.length(), text.indexOf(END)).strip() + "\n";
    }

    /** Writes the table into the pages. */
    static void write() throws IOException {
        for (Path page : PAGES) {
            String text = Files.readString(page);
            Files.writeString(page, text.substring(0, text.indexOf(BEGIN)) + BEGIN + "\n\n" + text() + "\n"
                    + text.substring(text.indexOf(END)));
        }
    }
}
