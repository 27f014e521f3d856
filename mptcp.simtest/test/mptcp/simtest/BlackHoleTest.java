package mptcp.simtest;

import static mptcp.simtest.World.SECOND;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mptcp.io.sim.Hop;
import mptcp.io.sim.LinkSpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Links in the middle of a path that drop long packets and tell nobody (RFC 4821). */
class BlackHoleTest {
    private static final String FIRST = "rate=20m,delay=5ms,queue=100k";

    private static Route narrow(World w, int mtu, boolean v6) {
        String second = "delay=5ms,mtu=" + mtu;
        Route route = Route.of("ideal").through(hops(w, second, ">"), hops(w, second, "<"));
        return v6 ? route.v6() : route;
    }

    private static List<Hop> hops(World w, String second, String direction) {
        return List.of(w.network().hop("near" + direction, LinkSpec.of(FIRST)),
                w.network().hop("far" + direction, LinkSpec.of(second)));
    }

    @ParameterizedTest
    @CsvSource({"-1, false, 1300", "-1, true, 1300", "-1, false, 576", "1, false, 1300", "1, true, 1300"})
    void theOnlyPath(int version, boolean v6, int mtu) {
        Scenario.of(BlackHoleTest.class, w -> {
            w.hosts(b -> b.mptcpVersion(version));
            w.path(narrow(w, mtu, v6));
            Transfer t = w.transfer(4 << 20, 4 << 20).over(1, v6);
            w.expect(() -> {
                long found = w.client().counter("TcpExtTCPMTUPBlackHole") + w.server().counter("TcpExtTCPMTUPBlackHole");
                assertTrue(found >= 2, "each end found out");
                assertTrue(w.client().counter("TcpExtTCPMTUPSuccess") > 0);
                assertTrue(t.server().eofNs() < 40 * SECOND, () -> "took " + t.server().eofNs() / 1e9 + " s");
            });
        }).run(4);
    }

    /** One of two paths is narrow: the stream goes on at once over the other, and soon over both. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneOfTwoPaths(boolean v6) {
        Scenario.of(BlackHoleTest.class, w -> {
            w.hosts(b -> b);
            Route wide = Route.of(FIRST);
            w.path(v6 ? wide.v6() : wide);
            w.path(narrow(w, 1340, v6));
            Transfer t = w.transfer(24 << 20, 0).over(1, v6);
            w.expect(() -> {
                assertTrue(w.client().joins() > 0);
                assertTrue(w.client().counter("TcpExtTCPMTUPBlackHole") > 0);
                assertTrue(w.client().counter("TcpExtTCPMTUPSuccess") > 0);
                assertTrue(t.server().eofNs() < 10 * SECOND, () -> "took " + t.server().eofNs() / 1e9 + " s");
            });
        }).run(5);
    }
}
