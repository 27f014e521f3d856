package mptcp.web.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.web.view.World;
import org.junit.jupiter.api.Test;

/** The dashboard asks for what is exported: names, labels, and values of labels; and shows all of it. */
class DashboardTest {
    private static final Path FILE = Path.of("../docs/grafana/mptcp.json");
    private static final Pattern STRING = Pattern.compile("\"(expr|query|legendFormat)\": \"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern METRIC = Pattern.compile("(mptcp_[a-z_]+)(\\{([^}]*)\\})?");
    private static final Pattern SELECTOR = Pattern.compile("([a-z]+)(=~|=)\"([^\"]*)\"");
    private static final Pattern SERIES = Pattern.compile("(mptcp_[a-z_]+)\\{([^}]*)\\} .*");

    /** By metric: the series, each as its labels. */
    private static Map<String, List<Map<String, String>>> exported() throws Exception {
        Map<String, List<Map<String, String>>> all = new HashMap<>();
        try (World world = new World()) {
            world.open(3);
            for (String line : HostMetricsTest.text(world).lines().toList()) {
                Matcher m = SERIES.matcher(line);
                if (m.matches()) {
                    Map<String, String> labels = new HashMap<>();
                    Matcher each = SELECTOR.matcher(m.group(2));
                    while (each.find()) {
                        labels.put(each.group(1), each.group(3));
                    }
                    all.computeIfAbsent(m.group(1), _ -> new ArrayList<>()).add(labels);
                }
            }
        }
        return all;
    }

    private static List<String> texts(String kind) throws Exception {
        List<String> found = new ArrayList<>();
        Matcher m = STRING.matcher(Files.readString(FILE));
        while (m.find()) {
            if (m.group(1).equals(kind)) {
                found.add(m.group(2).replace("\\\"", "\""));
            }
        }
        return found;
    }

    @Test
    void eachQuestionHasAnAnswer() throws Exception {
        Map<String, List<Map<String, String>>> exported = exported();
        Set<String> asked = new HashSet<>();
        List<String> questions = new ArrayList<>(texts("expr"));
        questions.addAll(texts("query").stream().filter(q -> q.contains("mptcp")).toList());
        assertTrue(questions.size() > 20, questions.toString());
        for (String question : questions) {
            Matcher metric = METRIC.matcher(question);
            assertTrue(metric.find(), question);
            do {
                String name = metric.group(1);
                asked.add(name);
                assertTrue(exported.containsKey(name), question + " asks for " + name + "; there are " + exported.keySet());
                Map<String, Pattern> wanted = new HashMap<>();
                Matcher selector = SELECTOR.matcher(metric.group(3) == null ? "" : metric.group(3));
                while (selector.find()) {
                    String value = selector.group(3);
                    wanted.put(selector.group(1), value.equals("$host") ? Pattern.compile(".*")
                            : Pattern.compile(selector.group(2).equals("=") ? Pattern.quote(value) : value));
                }
                assertTrue(exported.get(name).stream().anyMatch(labels -> wanted.entrySet().stream().allMatch(
                        w -> labels.containsKey(w.getKey()) && w.getValue().matcher(labels.get(w.getKey())).matches())),
                        question + " finds no series of " + name);
                for (Pattern alternative : List.copyOf(wanted.values())) {
                    for (String one : alternative.pattern().split("\\|")) {
                        assertTrue(wanted.get("mib") != alternative || exported.get(name).stream().anyMatch(
                                labels -> labels.get("mib").matches(one)), question + ": there is no counter " + one);
                    }
                }
            } while (metric.find());
        }
        Set<String> missing = new HashSet<>(exported.keySet());
        missing.removeAll(asked);
        assertEquals(Set.of(), missing, "exported and not shown");
    }

    @Test
    void legendsNameLabelsThatThereAre() throws Exception {
        Set<String> labels = new HashSet<>(Set.of("kind", "policy"));
        exported().values().forEach(list -> list.forEach(series -> labels.addAll(series.keySet())));
        for (String legend : texts("legendFormat")) {
            Matcher m = Pattern.compile("\\{\\{([a-z]+)\\}\\}").matcher(legend);
            while (m.find()) {
                assertTrue(labels.contains(m.group(1)), legend);
            }
        }
        assertFalse(texts("legendFormat").isEmpty());
    }
}
