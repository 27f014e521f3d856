package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mptcp.api.policy.PolicyKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers that stop or are slow, and buffers that hold next to nothing. */
class FlowControlTest {
    private static void twoPaths(World w) {
        w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
        w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
        w.path(Route.of("rate=20m,delay=10ms,queue=100k"));
        w.path(Route.of("rate=10m,delay=30ms,queue=100k"));
    }

    /** The window closes for longer than any probe's interval at first; the right edge is never moved back. */
    @ParameterizedTest
    @CsvSource({"1,2", "1,40", "0,40", "-1,40"})
    void theReaderStops(int version, int seconds) {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).receiveBuffer(32 << 10, 32 << 10).sendBuffer(64 << 10, 64 << 10));
            twoPaths(w);
            Transfer t = w.transfer(500_000, 500_000);
            w.at(100 * MS, "both stop reading", () -> {
                t.server().stopReading();
                t.client().stopReading();
            });
            w.at(90 * MS + seconds * SECOND, "read up to now", () -> assertTrue(t.server().received() < 300_000));
            w.at(100 * MS + seconds * SECOND, "the server reads again", t.server()::resumeReading);
            w.at(700 * MS + seconds * SECOND, "the client, too", t.client()::resumeReading);
            w.expect(() -> assertTrue(t.server().eofNs() < (seconds + 5) * SECOND,
                    "went on only at " + t.server().eofNs() / 1e9 + " s"));
        }).verify(1);
    }

    /** The receive buffer grows with what is read in a round trip, also at an end that has nothing to send any more. */
    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1})
    void theReceiveBufferGrows(int version) {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version));
            w.path(Route.of("rate=100m,delay=40ms,queue=1M"));
            Transfer t = w.transfer(32 << 20, 0); // the server closes its direction at once
            w.expect(() -> assertTrue(t.server().eofNs() < 4 * SECOND, () -> "took " + t.server().eofNs() / 1e9 + " s"));
        }).run(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 0, -1})
    void aSlowReader(int version) {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version).receiveBuffer(16 << 10, 64 << 10));
            twoPaths(w);
            Transfer t = w.transfer(400_000, 100_000);
            t.server().readEvery(10 * MS, 2000); // 1.6 Mbit/s
            t.client().readEvery(50 * MS, 3000);
        }).verify(2);
    }

    @ParameterizedTest
    @CsvSource({"4096,4096", "4096,65536", "65536,4096", "8192,8192", "16384,12000", "65536,65536"})
    void tinyBuffers(int send, int receive) {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b.sendBuffer(send, send).receiveBuffer(receive, receive));
            twoPaths(w);
            w.transfer(300_000, 300_000);
        }).verify(3);
    }

    /** One byte at a time, in both directions, with and without Nagle's algorithm. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneByteAtATime(boolean noDelay) {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b);
            twoPaths(w);
            Transfer t = w.transfer(2000, 2000);
            t.config(t.clientConfig().withNoDelay(noDelay));
            t.client().writeEvery(MS).chunk(1);
            t.server().writeEvery(2 * MS).chunk(1);
        }).verify(4);
    }

    /** Auto-tuned buffers let a long fat pair of paths be filled. */
    @Test
    void buffersGrowWithThePaths() {
        Scenario.of(FlowControlTest.class, w -> {
            w.hosts(b -> b.receiveBuffer(64 << 10, 16 << 20).sendBuffer(64 << 10, 16 << 20));
            w.policies().add(PolicyKind.PATH_MANAGER, new Pairs(false));
            w.client().choose(PolicyKind.PATH_MANAGER, "pairs");
            w.path(Route.of("rate=50m,delay=50ms,queue=1m"));
            w.path(Route.of("rate=50m,delay=100ms,queue=1m"));
            Transfer t = w.transfer(40 << 20, 0);
            w.expect(() -> {
                double mbit = t.server().received() * 8 / 1e6 / (t.server().eofNs() / 1e9);
                assertTrue(mbit > 40, "goodput is " + mbit + " Mbit/s");
            });
        }).run(5);
    }
}
