package mptcp.pathmanager.happyeyeballs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.api.policy.SubflowEvent;
import mptcp.policy.testing.FakeContext;
import mptcp.policy.testing.FakeFirstPaths;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class HappyEyeballsTest {
    private final FakePaths paths = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private final FakeContext context = new FakeContext();
    private final PathManager manager = new HappyEyeballsFactory().create(context);

    private List<String> order(FakeFirstPaths ways) {
        manager.attach(paths, paths.connection(), 0);
        manager.onOpening(ways, 0);
        return ways.attempts().stream().map(a -> a.replace(" after 250 ms", "")).toList();
    }

    /** RFC 8305 section 4: with a First Address Family Count of one, the families alternate. */
    @Test
    void familiesAlternate() {
        assertEquals(List.of("fd01:0:0:0:0:0:0:1 -> fd01:0:0:0:0:0:0:2", "10.0.1.1 -> 10.0.1.2",
                "fd01:0:0:0:0:0:0:1 -> fd01:0:0:0:0:0:0:3", "10.0.1.1 -> 10.0.1.3"), order(new FakeFirstPaths()
                        .way("fd01::1", "fd01::2", "a", "").way("fd01::1", "fd01::3", "a", "")
                        .way("10.0.1.1", "10.0.1.2", "a", "").way("10.0.1.1", "10.0.1.3", "a", "")));
    }

    @Test
    void theOrderOfTheApplicationCountsWhereNothingElseDoes() {
        assertEquals(List.of("10.0.1.1 -> 10.0.1.3", "10.0.1.1 -> 10.0.1.2", "10.0.1.1 -> 10.0.1.4"), order(new FakeFirstPaths()
                .way("10.0.1.1", "10.0.1.3", "a", "").way("10.0.1.1", "10.0.1.2", "a", "").way("10.0.1.1", "10.0.1.4", "a", "")));
    }

    /** Be it the link, the family or the peer's address that does not work: the second attempt shares none of them. */
    @Test
    void theSecondAttemptSharesNothingWithTheFirst() {
        List<String> order = order(new FakeFirstPaths()
                .way("fd01::1", "fd09::9", "a", "").way("fd02::1", "fd09::9", "b", "")
                .way("10.0.1.1", "10.0.9.9", "a", "").way("10.0.2.1", "10.0.9.9", "b", ""));
        assertEquals("fd01:0:0:0:0:0:0:1 -> fd09:0:0:0:0:0:0:9", order.get(0));
        assertEquals("10.0.2.1 -> 10.0.9.9", order.get(1));
        assertEquals(4, order.size());
    }

    @Test
    void dearLinksComeLastAndBackupsBehindThem() {
        paths.endpoint("10.0.3.1", "backup");
        assertEquals(List.of("10.0.2.1 -> 10.0.9.9", "10.0.1.1 -> 10.0.9.9", "10.0.3.1 -> 10.0.9.9"), order(new FakeFirstPaths()
                .way("10.0.3.1", "10.0.9.9", "c", "").way("10.0.1.1", "10.0.9.9", "a", "cell,cost=5").way("10.0.2.1", "10.0.9.9", "b", "wifi")));
    }

    @Test
    void theDelayIsThatOfTheSetting() {
        PathManager slow = new HappyEyeballsFactory().create(new FakeContext(Map.of("happyeyeballs.delay", "2s")));
        slow.attach(paths, paths.connection(), 0);
        FakeFirstPaths ways = new FakeFirstPaths().way("10.0.1.1", "10.0.9.9", "a", "").way("10.0.2.1", "10.0.9.9", "b", "");
        slow.onOpening(ways, 0);
        assertEquals(List.of("10.0.1.1 -> 10.0.9.9 after 2000 ms", "10.0.2.1 -> 10.0.9.9 after 2000 ms"), ways.attempts());
        assertThrows(IllegalArgumentException.class,
                () -> new HappyEyeballsFactory().create(new FakeContext(Map.of("happyeyeballs.delay", "5ms"))));
    }

    @Test
    void publishesWhichOneAnswered() {
        order(new FakeFirstPaths().way("10.0.2.1", "10.0.1.2", "b", "").way("10.0.1.1", "10.0.1.2", "a", ""));
        assertEquals(2, context.statistics().value("ways"));
        assertEquals(0, context.statistics().value("answered"));
        manager.onSubflow(0, SubflowEvent.ESTABLISHED, 0); // from 10.0.1.1, as FakePaths has it
        assertEquals(2, context.statistics().value("answered"));
    }

    @Test
    void whereThereIsOneWayItIsNotAsked() {
        manager.attach(paths, paths.connection(), 0);
        manager.onEstablished(0);
        manager.onSubflow(0, SubflowEvent.ESTABLISHED, 0);
        assertEquals(List.of(), paths.taken());
        assertEquals(0, context.statistics().value("answered"));
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new HappyEyeballsFactory());
    }
}
