package mptcp.experiment.plan;

import static mptcp.experiment.Workspace.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import mptcp.api.address.Tags;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.HostSetting;
import mptcp.api.socket.StackConfig;
import mptcp.experiment.Workspace;
import mptcp.experiment.plan.ExperimentFile.Point;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What files can say, and what is said about wrong ones. */
class ExperimentFileTest {
    private static final String FLOW = "flows:\n  bulk: {from: client, to: server}\n";

    private static String problems(String text) {
        return assertThrows(BadExperiment.class, () -> Workspace.parse(text)).getMessage();
    }

    @Test
    void readsEverything() {
        Experiment e = Workspace.experiment("""
                title: all of it
                duration: 30s
                sample: 5ms
                windows: {early: 1s..2s}
                maps: 3s..4s
                hosts:
                  a: {scheduler: blest, cc: olia, path: fullmesh, rexmit: threshold, mptcp: 0, checksums: yes,
                      max-subflows: 3, send-buffer: 1m, receive-buffer: 64ki, min-rto: 10ms, delayed-ack: 0, sack: off,
                      timestamps: off, ecn: on, settings: {rexmit.threshold: 2}}
                  b:
                links: {core: "rate=1m"}
                paths:
                  own: {between: [a, b], forward: "rate=2m,loss=1%", backward: "delay=1ms"}
                  shared: {between: [b, a], through: core, backup: true, tags: "cell,cost=5"}
                flows:
                  f: {from: a, to: b, over: shared, start: 1s, stop: 20s, pattern: requests, request: 1k, response: 2k,
                      every: 100ms, count: 7, cc: reno, mptcp: off, send-buffer: 8ki, receive-buffer: 9ki,
                      hint: priority=3, hints: [deadline=50ms, none]}
                events:
                  - {at: 2s, link: core, set: "loss=5%", direction: forward}
                  - {at: 1s, path: own, state: down}
                  - {at: 3s, host: a, scheduler: ecf, settings: {ecf.beta: 0.5}}
                  - {at: 4s, flow: f, cc: lia, hint: "class=46,loss-tolerant"}
                  - {at: 10s, every: 5s, until: 20s, path: own, set: "rate=1m"}
                """);
        assertEquals(30_000_000_000L, e.durationNs());
        assertEquals(5_000_000, e.sampleNs());
        assertEquals(List.of(new Window("early", 1_000_000_000L, 2_000_000_000L)), e.windows());
        assertEquals(new Window("maps", 3_000_000_000L, 4_000_000_000L), e.maps());
        HostPlan a = e.hosts().get("a");
        assertEquals(Map.of(PolicyKind.SCHEDULER, "blest", PolicyKind.CONGESTION_CONTROL, "olia",
                PolicyKind.PATH_MANAGER, "fullmesh", PolicyKind.RETRANSMIT, "threshold"), a.policies());
        assertEquals(0, a.settings().mptcpVersion());
        assertEquals(3, a.settings().maxSubflows());
        assertEquals(1_000_000, a.settings().maxSendBuffer());
        assertEquals(65_536, a.settings().maxReceiveBuffer());
        assertEquals(Map.of("rexmit.threshold", "2"), a.settings().policySettings());
        assertTrue(a.settings().checksums() && !a.settings().sack() && !a.settings().timestamps()
                && a.settings().ecn());
        assertEquals(2_000_000, e.paths().get("own").forward().rateBps());
        assertEquals(1_000_000, e.paths().get("own").backward().delayNs());
        assertTrue(e.paths().get("shared").backup());
        FlowPlan f = e.flows().get("f");
        assertEquals(new FlowPlan("f", "a", "b", "shared", 1_000_000_000L, 20_000_000_000L, FlowPlan.Pattern.REQUESTS,
                -1, 0, 100_000_000, 7, 1000, 2000, Map.of(PolicyKind.CONGESTION_CONTROL, "reno"), -1, 8192, 9216,
                new FlowHints(Hint.NONE.withPriority(3), List.of(Hint.NONE.withDeadlineNs(50_000_000), Hint.NONE)), null), f);
        assertEquals(Tags.of("cell,cost=5"), e.paths().get("shared").tags());
        assertEquals(Tags.NONE, e.paths().get("own").tags());
        assertEquals(List.of(1L, 2L, 3L, 4L, 10L, 15L, 20L),
                e.events().stream().map(event -> event.atNs() / 1_000_000_000).toList());
    }

    /** Each setting of hosts but those that are said otherwise: of the table, so that a new one can be said at once. */
    @Test
    void hostsHaveTheSettingsOfTheTable() {
        for (HostSetting setting : HostSetting.all()) {
            String key = setting.name().replace('.', '-');
            if (List.of("version", "policy.set", "loops").contains(setting.name())) {
                continue;
            }
            String value = switch (setting.type()) {
                case FLAG -> setting.defaultText().equals("true") ? "off" : "on";
                case TIME -> setting.name().equals("spin") ? "7ms" : "7s";
                case SIZE -> "2mi";
                case NUMBER -> setting.name().equals("half.open.joins") ? "9000" : "5";
                case WORD -> setting.choices().getLast();
            };
            StackConfig plain = Workspace.experiment(SMALL + FLOW).hosts().get("client").settings();
            StackConfig said = Workspace.experiment(SMALL + "hosts: {server: {}, client: {" + key + ": " + value + "}}\n" + FLOW).hosts()
                    .get("client").settings();
            assertNotEquals(setting.text(plain), setting.text(said), key);
        }
        assertTrue(problems(SMALL + "hosts: {server: {}, client: {close-timeout: 5}}\n" + FLOW).contains("'5' needs a unit"));
    }

    @Test
    void jsonIsYaml() {
        Experiment e = Workspace.experiment("""
                {"title": "json", "duration": "1s", "paths": {"p": {"between": ["a", "b"], "link": "rate=1m"}},
                 "flows": {"f": {"from": "a", "to": "b", "bytes": "10k"}}}
                """);
        assertEquals(10_000, e.flows().get("f").bytes());
    }

    /** Line and column, field, what is wrong, what is possible. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            duration: 2s | duration: soon | test.yaml:2:11: the experiment: 'duration': 'soon' is not a time such as
            duration: 2s | duration: 20 | 'duration': '20' needs a unit: ns, us, ms, s or min
            duration: 2s | durations: 2s | test.yaml:2:1: the experiment has no field 'durations'; possible are
            rate=8m,delay=5ms | rate=8x | test.yaml:5:42: path one: 'link': 'rate=8x' in a link description
            one: {between: [client, server] | one: {between: [client] | path one: it needs 'between' with two hosts
            from: client | from: cleint | flow bulk: 'from': 'cleint' is not possible; possible are client, server
            to: server} | to: server, scheduler: best} | 'scheduler': 'best' is not possible; possible are blest,
            to: server} | to: server, block: 3k} | test.yaml:8:36: flow bulk has no field 'block'; possible are
            to: server} | to: server, over: three} | 'over': 'three' is not possible; possible are one, two
            to: server} | to: server, bytes: 0} | flow bulk: 'bytes': it must be 1 to
            to: server} | to: server, hint: urgent} | flow bulk: 'hint': 'urgent' is no hint: there are priority=0..7, deadline=TIME
            to: server} | to: server, hint: priority=9} | 'hint': a priority is 0 to 7, not 9
            to: server} | to: server, hints: [priority=1]} | 'hints' are of messages in turn: of the patterns blocks and requests
            to: server} | to: server, stop: 0s} | flow bulk: it stops before it starts
            to: server} | to: server, cc: $control} | test.yaml:8:40: there is no parameter 'control'; list it under
            to: server} | to: server | this is not YAML
            bulk: | Bulk: | flow Bulk: 'Bulk' cannot be a name
            """)
    void saysWhatIsWrong(String right, String wrong, String expected) {
        String text = SMALL + FLOW;
        assertTrue(text.contains(right), right);
        String problems = problems(text.replace(right, wrong));
        assertTrue(problems.contains(expected), problems);
    }

    /** What people write who know other tools. */
    @Test
    void saysWhatIsMeant() {
        String group = "title: users\nduration: 1s\nhosts:\n  u#: {%s, mptcp: on}\n  web: {}\n"
                + "paths:\n  p#: {copies: 30, between: [u#, web], link: rate=1m}\nflows:\n  f#: {copies: 30, from: u#, to: web}\n";
        assertEquals(30, Workspace.experiment(group.formatted("copies: 30")).flows().size());
        assertEquals("test.yaml:4:3: 'u#' is a group, by its #: it needs 'copies: 30', not 'count'", problems(group.formatted("count: 30")));
        assertTrue(problems(group.formatted("sack: off")).startsWith(
                "test.yaml:4:3: 'u#' is a group, by its #: it needs 'copies: 30', how many there are of it\n"));
        assertEquals(2, problems(group.formatted("sack: off")).lines().count(), "one of 29 missing hosts");
        assertTrue(problems(SMALL + "links: {l#: rate=1m}\n" + FLOW).contains("'l#' is a group"));
        assertTrue(problems(SMALL + FLOW.replace("bulk", "e")).contains(
                "flow e: 'e' cannot be a name: it means something else in expressions"));
        assertTrue(problems(SMALL + FLOW + "design: {unit: %}\n").contains("text that begins with it needs quotes"));
        assertTrue(problems("parameters: {cc: lia}\nvariants: {a: {mptcp: off}}\n" + SMALL + FLOW.replace("server}", "server, cc: $cc}"))
                .contains("variant a has no field 'mptcp'; possible are cc; what differs is a parameter"));
    }

    @Test
    void tellsAllProblemsAtOnce() {
        String text = SMALL.replace("8m", "8q").replace("duration", "durration") + FLOW.replace("client", "x");
        List<String> problems = problems(text).lines().toList();
        assertEquals(5, problems.size(), problems.toString());
    }

    @Test
    void duplicatesEmptinessAndOtherShapes() {
        assertTrue(problems(SMALL + FLOW + "title: again\n").contains("test.yaml:9:1: 'title' is here twice; the"
                + " first is in"
                + " line 1"));
        assertEquals("test.yaml:1:1: the file is empty", problems(""));
        assertTrue(problems("- a\n- b\n").contains("list of 'field: value' lines"));
        assertTrue(problems("title: x\nduration: 1s\n").contains("it needs 'paths', such as"));
        assertTrue(problems(SMALL + FLOW + "events: soon\n").contains("'events' must be a list: begin each with '- '"));
        assertTrue(problems(SMALL + FLOW + "events:\n  - {at: 1s}\n").contains(
                "event 1 needs one of link, path, host and flow"));
        assertTrue(problems(SMALL + FLOW + "events:\n  - {at: 1s, path: one}\n").contains("needs 'state: up'"));
        assertTrue(problems(SMALL + FLOW + "windows: {w: 1s..9s}\n").contains("within the duration"));
        assertTrue(problems(SMALL + FLOW + "seeds: many\n").contains("'many' is not a list of seeds such as 1..10"));
    }

    @Test
    void parametersVariantsAndSweep() {
        ExperimentFile file = Workspace.parse("parameters: {cc: lia, loss: 0%}\nvariants: {a: {}, b: {cc: reno}}\n"
                + "sweep: {cc: [olia, balia], loss: [1%, 2%]}\nseeds: [1..3, 9]\n"
                + SMALL.replace("delay=5ms", "loss=$loss") + FLOW.replace("server}", "server, cc: $cc}"));
        assertEquals(List.of(1L, 2L, 3L, 9L), file.seeds());
        assertEquals(List.of(new Point("a", Map.of("cc", "lia", "loss", "0%")), new Point("b", Map.of("cc", "reno",
                "loss", "0%"))), file.points(false));
        assertEquals(List.of("a olia 1%", "a olia 2%", "a balia 1%", "a balia 2%", "b reno 1%", "b reno 2%"),
                file.points(true).stream().map(p -> p.variant() + " " + p.parameters().get("cc") + " "
                        + p.parameters().get("loss")).toList());
        assertEquals(0.02, file.at(file.points(true).getLast()).paths().get("one").forward().loss());
    }

    @Test
    void everyPointOfASweepIsChecked() {
        String text = "parameters: {cc: lia}\nsweep: {cc: [olia, oila]}\n" + SMALL
                + FLOW.replace("server}", "server, cc: $cc}");
        assertTrue(problems(text).contains("'oila' is not possible"));
        assertTrue(problems("parameters: {unused: 1}\n" + SMALL + FLOW).contains("parameter 'unused' is used nowhere"));
        assertTrue(problems("variants: {a: {speed: 1}}\n" + SMALL + FLOW).contains("variant a has no field 'speed'"));
    }

    @Test
    void expectationsNameMetricsThatAre() {
        assertTrue(problems(SMALL + FLOW + "expect:\n  - {value: bulk.speed, at-least: 1}\n").contains(
                "test.yaml:10:13: expectation 'bulk.speed': 'bulk.speed': there is no metric 'speed'; there are"
                + " bytes, goodput"));
        assertTrue(problems(SMALL + FLOW + "expect:\n  - {value: bulk.three.throughput, at-least: 1}\n").contains(
                "there is no path 'three'"));
        assertTrue(problems(SMALL + FLOW + "expect:\n  - {value: bulk.goodput + (, at-least: 1}\n").contains(
                "is no expression"));
        assertTrue(problems(SMALL + FLOW + "expect:\n  - {value: bulk.goodput}\n").contains("it needs 'at-least'"));
        assertTrue(problems("parameters: {cc: lia}\nvariants: {a: {}}\n" + SMALL
                + FLOW.replace("server}", "server, cc: $cc}") + "expect:\n  - {value: b.bulk.goodput, at-least: 1}\n")
                .contains("there is no variant 'b'; there are a"));
        Expectation e = Workspace.parse(SMALL + FLOW
                + "expect:\n  - {value: bulk.goodput, published: 10, within: 15%}\n").expectations().getFirst();
        assertEquals(8.5, e.least());
        assertEquals(11.5, e.most());
    }
}
