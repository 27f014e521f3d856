package mptcp.shell.fake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.policy.PolicyKind;

/** Snapshots with recognisable values. */
public final class Snapshots {
    private Snapshots() {}

    public static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    public static ConnectionSnapshot connection(String host, long id, String scheduler, SubflowSnapshot... subflows) {
        return connection(host, id, scheduler, Map.of(), Map.of(), subflows);
    }

    /** One that was limited so, and has these counters. */
    public static ConnectionSnapshot limited(String host, long id, Map<String, Double> limits,
            Map<String, Long> counters, SubflowSnapshot... subflows) {
        return connection(host, id, "default", limits, counters, subflows);
    }

    private static ConnectionSnapshot connection(String host, long id, String scheduler, Map<String, Double> limits,
            Map<String, Long> counters, SubflowSnapshot... subflows) {
        return new ConnectionSnapshot(id, host, true, at("10.1.0.1", 40_000), at("10.1.0.2", 5001), "ESTABLISHED", 1,
                false, null, false, 0x11, 0x22, 1, 2, 100, 200, 300, 4096, 8192, 17, 0, 65_536, 131_072,
                262_144, 262_144,
                1_000_000, 900_000, 0, 1500, 0, 1_000_000_000L, limits,
                Map.of(PolicyKind.SCHEDULER, scheduler, PolicyKind.PATH_MANAGER, "default", PolicyKind.RETRANSMIT,
                        "default", PolicyKind.CONGESTION_CONTROL, "default"),
                counters, List.of(subflows));
    }

    public static SubflowSnapshot subflow(int slot, String link, long bytesAcked, boolean stale) {
        return new SubflowSnapshot(slot, at("10." + (slot + 1) + ".0.1", 40_000 + slot),
                at("10." + (slot + 1) + ".0.2", 5001), link, slot, slot, "ESTABLISHED", true, false, false, stale,
                "OPEN", 1420, 14_200, Integer.MAX_VALUE, 7100, 0, 20_500_000, 5_000_000, 20_000_000, 220_000_000, 0,
                7100, 1, 2, 3, bytesAcked + 7100, 1420, bytesAcked, 0, 700, 350, 1, 700_000, 1_000_000_000L);
    }
}
