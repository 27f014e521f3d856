package mptcp.pathmanager.backup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManager;
import mptcp.policy.testing.FakePaths;
import mptcp.policy.testing.PathManagerContract;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackupTest {
    private static final long MS = 1_000_000;
    private static final String JOIN = "open 10.0.2.1 -> 10.0.1.2:80";

    private final FakePaths client = new FakePaths(true, "10.0.1.1", "10.0.2.1");
    private PathManager manager;
    private int second;

    @BeforeEach
    void start() {
        client.settings = Map.of("backup.hold", "1s");
        manager = new BackupFactory().create(client.connection());
        manager.attach(client, client.connection(), 0);
        client.established = true;
        manager.onEstablished(0);
        client.view.oldestSentNs[0] = 1;
        client.taken();
    }

    private List<String> at(long ms) {
        manager.onTimer(ms * MS);
        return client.taken().stream().filter(line -> !line.startsWith("timer")).toList();
    }

    private void fail() {
        client.view.timeouts[0] = 1;
        assertEquals(List.of(JOIN), at(100));
        second = client.add("10.0.2.1", "10.0.1.2", 80);
    }

    @Test
    void theOtherPathIsOpenedAtTheFirstTimeout() {
        assertEquals(List.of(), at(50));
        fail();
        assertEquals(List.of(), at(150), "once");
    }

    @Test
    void andClosedWhenTheFirstWasSoundForSoLong() {
        fail();
        client.view.timeouts[0] = 0;
        assertEquals(List.of(), at(200));
        assertEquals(List.of(), at(1_050));
        assertEquals(List.of("close " + second), at(1_200));
    }

    @Test
    void aPathThatComesAndGoesDoesNotCloseIt() {
        fail();
        for (int ms = 200; ms < 5_000; ms += 800) {
            client.view.timeouts[0] = 0;
            assertEquals(List.of(), at(ms));
            client.view.timeouts[0] = 1;
            assertEquals(List.of(), at(ms + 400));
        }
    }

    @Test
    void theNextFailureOpensItAgain() {
        andClosedWhenTheFirstWasSoundForSoLong();
        client.remove(second);
        client.view.timeouts[0] = 2;
        assertEquals(List.of(JOIN), at(9_000));
    }

    @Test
    void keepsTheContract() {
        PathManagerContract.check(new BackupFactory());
    }
}
