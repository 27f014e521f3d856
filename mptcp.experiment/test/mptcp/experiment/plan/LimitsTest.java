package mptcp.experiment.plan;

import static mptcp.experiment.Workspace.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.experiment.Workspace;
import mptcp.experiment.sim.Simulation;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is too much or makes no sense is told with its place, and what is read can be run. */
class LimitsTest {
    private static final String FLOW = "flows:\n  bulk: {from: client, to: server}\n";
    private static final String EVENT = "events:\n  - {at: 100ms, every: 200ms, until: 1s, path: one, state: down}\n";

    private static String problems(String text) {
        return assertThrows(BadExperiment.class, () -> Workspace.parse(text)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void depth(String opening) {
        for (int deep : new int[] {31, 20_000, 100_000}) {
            String problem = problems("title: x\nhosts: \n " + opening.repeat(deep));
            assertTrue(problem.matches("test.yaml:3:[0-9]+: this is nested more than 30 deep"), problem);
        }
    }

    @Test
    void aliasesThatMultiply() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 25; i++) {
            text.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        String problem = problems(text.toString());
        assertTrue(problem.contains("what aliases stand for is too much"), problem);
    }

    @Test
    void tagsMakeNothing() {
        assertTrue(problems("title: !!x [..]\n" + SMALL.replace("title: small\n", "") + FLOW).contains(
                "test.yaml:1:8: the experiment: 'title' must be one value"));
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstField() {
        assertEquals("small", Workspace.parse("\ufeff" + SMALL + FLOW).title());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [3, 3]          | seed 3 is there twice
            [1..5, 4]       | seed 4 is there twice
            1..5,2          | seed 2 is there twice
            1..100001       | '1..100001' is not a range
            -9223372036854775808..9223372036854775807 | is not a range
            [1..60000, 60001..110000] | these are more than 100000 seeds
            """)
    void seeds(String seeds, String expected) {
        String problem = problems(SMALL + FLOW + "seeds: " + seeds + "\n");
        assertTrue(problem.startsWith("test.yaml:9:8: the experiment: 'seeds': ") && problem.contains(expected), problem);
    }

    @Test
    void theLastSeedThereIs() {
        assertEquals(List.of(Long.MAX_VALUE - 1, Long.MAX_VALUE), Numbers.seeds("9223372036854775806..9223372036854775807"));
    }

    @Test
    void paths() {
        StringBuilder text = new StringBuilder(SMALL);
        for (int i = 3; i <= 255; i++) {
            text.append("  p%d: {between: [client, server], link: \"rate=1m\"}\n".formatted(i));
        }
        Simulation.rehearse(Workspace.experiment(text + FLOW), Workspace.POLICIES);
        String problem = problems(text + "  more: {between: [client, server], link: \"rate=1m\"}\n" + FLOW);
        assertEquals("test.yaml:5:3: the experiment: host client has more than 255 paths\n"
                + "test.yaml:5:3: the experiment: host server has more than 255 paths", problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at: 100ms    | at: 2s       | it happens when the experiment is over
            at: 100ms    | at: 5min     | it happens when the experiment is over
            every: 200ms | every: 0s    | 'every' must be more than 0
            every: 200ms | every: 1ns   | it would happen 900000001 times
            until: 1s    | until: 3s    | 'until' must not be before 'at', nor after the end
            until: 1s    | until: 1ms   | 'until' must not be before 'at', nor after the end
            every: 200ms, | ''          | 'every' is missing
            """)
    void events(String right, String wrong, String expected) {
        Workspace.parse(SMALL + FLOW + EVENT);
        String problem = problems(SMALL + FLOW + EVENT.replace(right, wrong));
        assertTrue(problem.matches("(?s)test.yaml:10:[0-9]+: event 1.*") && problem.contains(expected), problem);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            pattern: blocks, every: 0s      | 'every' must be more than 0
            pattern: requests, every: 0s    | 'every' must be more than 0
            pattern: blocks                 | blocks need 'every'
            pattern: blocks, every: 1ns     | more than 10000000 messages
            """)
    void messages(String pattern, String expected) {
        String problem = problems(SMALL + FLOW.replace("server}", "server, " + pattern + "}"));
        assertTrue(problem.contains(expected), problem);
    }

    /** A setting that no policy reads would change nothing, and nobody would know. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ndiffports.subflows: 3  | no policy lists it among its settings; possible are ndiffports.count
            ndiffports.count: 99    | ndiffports.count must be a whole number from 1 to 32, not '99'
            nobody.x: 1             | no policy lists it among its settings; possible are backup.hold,
            rexmit.threshold: [1]   | 'rexmit.threshold' must be one value
            """)
    void settingsOfPolicies(String setting, String expected) {
        String host = problems(SMALL + "hosts: {server: {}, client: {settings: {" + setting + "}}}\n" + FLOW);
        assertTrue(host.startsWith("test.yaml:7:") && host.contains(expected), host);
        String event = problems(SMALL + FLOW + "events:\n  - {at: 1s, host: client, settings: {" + setting + "}}\n");
        assertTrue(event.startsWith("test.yaml:10:") && event.contains(expected), event);
        assertEquals(1, host.lines().count(), "it is told once");
    }

    @Test
    void hostsThatAreNotListed() {
        String problem = problems(SMALL.replace("two: {between: [client, server]", "two: {between: [other, another]")
                + "hosts: {client: , server: }\n" + FLOW);
        assertEquals(List.of("test.yaml:6:18: path two: there is no host 'other'; where 'hosts' are listed, all are: client, server",
                "test.yaml:6:18: path two: there is no host 'another'; where 'hosts' are listed, all are: client, server"), problem.lines().toList());
    }

    @Test
    void duration() {
        assertTrue(problems(SMALL.replace("2s", "100000min") + FLOW).contains("30 days at most"));
    }

    // ---- any file

    private static final List<String> LINES = List.of("title: small", "duration: 2s", "sample: 20ms", "seeds: 1..3",
            "windows: {w: 0s..1s}", "maps: 0s..1s", "parameters: {p: 1}", "variants: {a: {p: 2}, b: {}}",
            "sweep: {p: [1, 2]}", "hosts: {client: {cc: lia, max-subflows: $p}, server: {settings: {ecf.beta: 0.5}}}",
            "links: {core: \"rate=9m\"}",
            "paths: {one: {between: [client, server], link: \"rate=8m,delay=5ms\"},"
                    + " two: {between: [client, server], through: core}}",
            "flows: {bulk: {from: client, to: server, bytes: 10k}, asks: {from: server, to: client, pattern: requests,"
                    + " every: 10ms}}",
            "events: [{at: 1s, every: 100ms, path: one, set: \"loss=1%\"}, {at: 1s, flow: bulk, cc: olia},"
                    + " {at: 1s, host: client, settings: {rexmit.threshold: 2}}, {at: 1s, link: core, set: \"rate=1m\"}]",
            "expect: [{value: a.bulk.goodput, at-least: 1}]");
    private static final List<String> VALUES = List.of("", "null", "~", "[]", "{}", "[..]", "!!x [..]", "!!set {a}", "-1",
            "0", "1e99", "99999999999999999999", "NaN", "1ns", "0s", "9000000000s", "$p", "$", "$missing", "core", "one",
            "two", "client", "bulk", "a..b", "1..", "..", "1s..0s", "\"\"", "'\\'", "[a, [b]]", "{a: {b: c}}", "*x", "&x y",
            "|", "%", "\"rate=0\"", "\"rate=1t,delay=-1ms\"", "\"loss=101%\"", "\"queue=0\"", "\u0000", "\t", "@", "0x10");

    @Provide
    Arbitrary<String> files() {
        return Combinators.combine(Arbitraries.integers().between(0, LINES.size() - 1), Arbitraries.integers().between(0, 40),
                Arbitraries.of(VALUES), Arbitraries.integers().between(0, 2)).as(LimitsTest::changed);
    }

    /** One word of one line becomes something else; or a line is left out, or there twice. */
    private static String changed(int line, int word, String value, int more) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < LINES.size(); i++) {
            String now = LINES.get(i);
            if (i == line) {
                List<String> words = List.of(now.split("(?<=[ \\[{}\\],])|(?=[ \\[{}\\],])"));
                int at = word % words.size();
                now = String.join("", words.subList(0, at)) + value + String.join("", words.subList(at + 1, words.size()));
                now = more == 0 ? now : more == 1 ? now + "\n" + now : now + value;
            }
            text.append(now).append('\n');
        }
        return text.toString();
    }

    @Property(tries = 1500)
    void anyFileIsReadAndCanBeRunOrIsToldWhatIsWrong(@ForAll("files") String text) {
        ExperimentFile file;
        try {
            file = Workspace.parse(text);
        } catch (BadExperiment told) {
            for (String problem : told.getMessage().split("\n(?=test.yaml)")) {
                assertTrue(problem.matches("(?s)test\\.yaml(:[0-9]+:[0-9]+)?: .+"), problem);
            }
            return;
        }
        Simulation.rehearse(file.at(file.points(true).getLast()), Workspace.POLICIES);
    }
}
