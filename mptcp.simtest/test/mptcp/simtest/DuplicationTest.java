package mptcp.simtest;

import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import mptcp.api.socket.WireProfile;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Paths that deliver most packets twice, to ends that close at the same time: where one acknowledgement is answered by another, the two grow
 * to a storm. What both ends send stays in proportion to what they have to say, in TIME-WAIT too.
 */
@Timeout(300)
class DuplicationTest {
    private static final long MOST = 6_000;

    static Stream<Arguments> ends() {
        List<Arguments> all = new ArrayList<>();
        for (WireProfile here : WireProfile.values()) {
            for (WireProfile there : WireProfile.values()) {
                for (int version : new int[] {-1, 0, 1}) {
                    for (boolean accurate : new boolean[] {false, true}) {
                        all.add(Arguments.of(here, there, version, accurate));
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("ends")
    void noStorm(WireProfile here, WireProfile there, int version, boolean accurate) {
        for (int seed = 1; seed <= 4; seed++) {
            World w = Scenario.of(DuplicationTest.class, world -> {
                world.host("client", b -> b.mptcpVersion(version).profile(here).ecn(accurate).accurateEcn(accurate).timeWaitNs(10 * SECOND));
                world.host("server", b -> b.mptcpVersion(version).profile(there).ecn(accurate).accurateEcn(accurate).timeWaitNs(10 * SECOND));
                world.path(Route.of("rate=20m,delay=5ms,jitter=3ms,queue=60k,duplicate=70%"));
                world.path(Route.of("rate=20m,delay=15ms,queue=60k,duplicate=70%"));
                world.transfer(3_000, 3_000);
                world.transfer(0, 0);
                world.transfer(1, 200);
            }).run(seed);
            for (SimHost h : w.hosts()) {
                long sent = h.counter("TcpOutSegs");
                assertTrue(sent < MOST, () -> h.name() + " sent " + sent + " segments");
            }
        }
    }
}
