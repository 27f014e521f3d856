package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables "source, code, test" of the policies' pages name code and tests that there are. */
class SourceTablesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String HEAD = "| code | test";
    /** Pages that follow no source. */
    private static final Set<String> WITHOUT = Set.of("README.md", "choosing.md", "hints.md", "chain.md");
    private static final Pattern QUOTED = Pattern.compile("`([A-Za-z]\\w*)(?:\\.(\\w+))?`");
    private static final int CELLS = 4;

    /** The text of all classes of a name. */
    private final Map<String, String> classes = new HashMap<>();
    private final List<String> wrong = new ArrayList<>();

    private void read(String folder) throws IOException {
        try (Stream<Path> bundles = Files.list(ROOT)) {
            for (Path bundle : bundles.filter(b -> Files.isDirectory(b.resolve(folder))).toList()) {
                try (Stream<Path> files = Files.walk(bundle.resolve(folder))) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                        classes.merge(file.getFileName().toString().replace(".java", ""), Files.readString(file), String::concat);
                    }
                }
            }
        }
    }

    /**
     * @param of the class whose members are meant where none is named; null: none
     * @return the class that was named last
     */
    private String cell(String page, String cell, String of) {
        String last = of;
        for (MatchResult name : QUOTED.matcher(cell).results().toList()) {
            String first = name.group(1);
            String member = name.group(2);
            if (classes.containsKey(first)) {
                last = first;
            } else if (member == null) {
                member = first;
            } else {
                last = null;
            }
            boolean found = last != null && (member == null || Pattern.compile("\\b" + member + "\\b").matcher(classes.get(last)).find());
            if (!found && !first.equals("mptcp") && !first.equals(first.toUpperCase())) {
                wrong.add(page + ": " + name.group());
            }
        }
        return last;
    }

    @Test
    void codeAndTestsThatAreNamedAreThere() throws Exception {
        read("src");
        read("test");
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs/policies"))) {
            for (Path page : pages.filter(p -> p.toString().endsWith(".md")).sorted().toList()) {
                page(page.getFileName().toString(), Files.readString(page));
            }
        }
        assertEquals(List.of(), wrong);
    }

    private void page(String name, String text) {
        assertTrue(WITHOUT.contains(name) || text.contains(HEAD), name + " has no table of its source, the code and the tests");
        boolean inside = false;
        String tests = null;
        for (String line : text.lines().toList()) {
            boolean begins = line.contains(HEAD);
            inside = begins || inside && line.startsWith("|");
            if (begins) {
                tests = cell(name, line, null);
            } else if (inside && !line.startsWith("| ---")) {
                String[] cells = line.split("\\|", -1);
                assertEquals(CELLS + 1, cells.length, name + ": " + line);
                cell(name, cells[2], null);
                tests = cell(name, cells[3], tests);
            }
        }
    }
}
