package mptcp.pathmanager.later;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.Test;

class LaterTest {
    private static final long MS = 1_000_000;
    private static final List<String> JOIN = List.of("open 10.0.2.1 -> 10.0.1.2:80");

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");

    private PathManager started(String bytes, String after) {
        client.settings = Map.of("later.bytes", bytes, "later.after", after);
        PathManager manager = new LaterFactory().create(client.connection());
        manager.attach(client, client.connection(), 0);
        client.established = true;
        manager.onEstablished(0);
        client.view.usable = 1;
        return manager;
    }

    @Test
    void afterSoManyBytesOfBothDirections() {
        PathManager manager = started("1000", "60s");
        assertEquals(List.of("timer 50 ms"), client.taken());
        client.view.dataAcked = 600;
        client.view.dataReceived = 399;
        manager.onTimer(50 * MS);
        assertEquals(List.of("timer 50 ms"), client.taken());
        client.view.dataReceived = 400;
        manager.onTimer(100 * MS);
        assertEquals(JOIN, client.taken());
        manager.onConfiguration(200 * MS);
        assertEquals(List.of(), client.taken(), "no more timers, and no second join");
    }

    @Test
    void afterSoLong() {
        PathManager manager = started("1000000", "120ms");
        assertEquals(List.of("timer 50 ms"), client.taken());
        manager.onTimer(50 * MS);
        assertEquals(List.of("timer 50 ms"), client.taken());
        manager.onTimer(100 * MS);
        assertEquals(List.of("timer 20 ms"), client.taken());
        manager.onTimer(120 * MS);
        assertEquals(JOIN, client.taken());
    }

    @Test
    void atOnceIfTheFirstPathFails() {
        PathManager manager = started("1000000", "60s");
        client.taken();
        client.view.timeouts[0] = 1;
        manager.onTimer(50 * MS);
        assertEquals(JOIN, client.taken());
    }

    @Test
    void aConnectionThatIsLongAlreadyHasThemAtOnce() {
        client.settings = Map.of("later.bytes", "1000");
        client.view.dataAcked = 5_000;
        client.view.usable = 1;
        client.established = true;
        new LaterFactory().create(client.connection()).attach(client, client.connection(), 0);
        assertEquals(JOIN, client.taken());
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new LaterFactory());
    }
}
