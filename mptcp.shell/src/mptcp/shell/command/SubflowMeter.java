package mptcp.shell.command;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;

/** Throughput of each subflow between two looks at one end of its connection. One thread. */
public final class SubflowMeter {
    /** A subflow now, and what was acknowledged (or received) on it since the look before, in bits per second. */
    public record Rate(SubflowSnapshot subflow, double bitsPerSecond) {
        /** What people call it: the link it leaves by. */
        public String name() {
            return subflow.link() == null ? "sf" + subflow.slot() : subflow.link();
        }
    }

    /** A slot is used again after its subflow ended; the addresses with their ports are not, for minutes. */
    private record Key(InetSocketAddress local, InetSocketAddress remote) {}

    private Map<Key, Long> carried = Map.of();
    private long lastNs;

    /** @param nowNs when the first sample is taken from */
    public SubflowMeter(long nowNs) {
        lastNs = nowNs;
    }

    /**
     * Rates since the last call, in the order of the slots; of a subflow not seen before, since it was opened.
     *
     * @param sending whether what was acknowledged counts, or else what was received
     */
    public List<Rate> sample(ConnectionSnapshot connection, boolean sending, long nowNs) {
        double seconds = Math.max(1, nowNs - lastNs) / 1e9;
        Map<Key, Long> now = new HashMap<>();
        List<Rate> rates = new ArrayList<>();
        for (SubflowSnapshot s : connection.subflows()) {
            Key key = new Key(s.local(), s.remote());
            long total = sending ? s.bytesAcked() : s.bytesReceived();
            now.put(key, total);
            long before = carried.getOrDefault(key, 0L);
            rates.add(new Rate(s, Math.max(0, total - before) * 8 / seconds));
        }
        carried = now;
        lastNs = nowNs;
        return rates;
    }
}
