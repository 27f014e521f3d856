package mptcp.experiment.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.policy.PolicySet;
import mptcp.api.policy.Setting;
import mptcp.experiment.plan.ExperimentFile;
import mptcp.policy.loader.PolicyLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What pages and files say of policies that come with the stack, against the policies. */
class PolicyPagesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+\\.[a-z-]+)` \\|");

    private final PolicyRegistry registry = registry();

    private static PolicyRegistry registry() {
        try {
            return PolicyLoader.of(null, _ -> { }).stacks().policies();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Settings that a policy reads are described by its factory, and stand on its page. */
    @ParameterizedTest
    @EnumSource
    void pagesHaveTheSettingsThatFactoriesDescribe(PolicyKind kind) throws Exception {
        String index = Files.readString(ROOT.resolve("docs/policies/README.md"));
        for (PolicyRegistry.Entry entry : registry.list(kind)) {
            if (entry.ranking() == Integer.MIN_VALUE) {
                continue; // the built-in
            }
            String page = Files.readString(ROOT.resolve("docs/policies/" + entry.name() + ".md"));
            List<String> rows = ROW.matcher(page).results().map((MatchResult r) -> r.group(1)).sorted().toList();
            List<String> settings = entry.settings().stream().map(Setting::name).sorted().toList();
            assertEquals(rows, settings.stream().filter(s -> s.contains(".")).toList(), entry.name());
            for (String shared : settings.stream().filter(s -> !s.contains(".")).toList()) {
                assertTrue(page.contains("`" + shared + "`") && page.contains("(" + shared + ".md)"), entry.name() + " links to " + shared);
                assertTrue(Files.readString(ROOT.resolve("docs/policies/" + shared + ".md")).contains("| `" + shared + "` |"), shared);
            }
            assertTrue(index.contains("[" + entry.name() + "](" + entry.name() + ".md)"), entry.name());
        }
    }

    /** The table of docs/policies/choosing.md is of the sets as they are. */
    @Test
    void theTableForChoosingIsOfTheSets() throws Exception {
        Path file = ROOT.resolve("experiments/choosing.yaml");
        var variants = ExperimentFile.read(file, Map.of(), kind -> registry.list(kind).stream()
                .map(PolicyRegistry.Entry::name).toList()).points(false);
        for (PolicySet set : registry.sets()) {
            Map<PolicyKind, String> chosen = variants.stream().filter(p -> p.variant().equals(set.name())).findFirst()
                    .map(p -> at(p.parameters())).orElseThrow();
            assertEquals(new TreeMap<>(set.policies()), new TreeMap<>(chosen), set.name());
        }
    }

    /** Results that were published do not change when the default set does. */
    @Test
    void experimentsNameTheirSetOrAllTheirPolicies() throws Exception {
        try (Stream<Path> files = Files.list(ROOT.resolve("experiments"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
                boolean compares = file.endsWith("choosing.yaml"); // it names all kinds, on all hosts
                assertTrue(compares || Files.readString(file).contains("\npolicy-set: "), file.toString());
            }
        }
    }

    private static Map<PolicyKind, String> at(Map<String, String> parameters) {
        Map<PolicyKind, String> chosen = new TreeMap<>();
        for (PolicyKind kind : PolicyKind.values()) {
            chosen.put(kind, parameters.get(kind.label()));
        }
        return chosen;
    }
}
