package mptcp.shell.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.shell.world.ConnectionId;
import mptcp.shell.world.Load;
import mptcp.shell.world.LoadStream;

/** Looks at a load once an interval, as iperf3 does: at the client's end for bytes, at the sender's for the rest. */
final class IperfMeter {
    /**
     * A connection during one interval. What the sender's host tells to nobody is -1, its subflows are none then.
     *
     * @param bytes handed to the connection by the client, or with {@code reverse} taken from it
     * @param cwnd of all subflows together
     * @param rttNs of the subflow with the shortest
     */
    record Sample(int stream, long startNs, long endNs, long bytes, long retransmits, long cwnd, long sendWindow,
            long rttNs, long rttvarNs, List<SubflowMeter.Rate> subflows) {
        double seconds() {
            return (endNs - startNs) / 1e9;
        }

        double bitsPerSecond() {
            return bytes * 8e9 / Math.max(1, endNs - startNs);
        }
    }

    private final Environment environment;
    private final LoadStream stream;
    private final boolean reverse;
    private final int number;
    private final SubflowMeter subflows = new SubflowMeter(0);
    private final List<Sample> samples = new ArrayList<>();
    private ConnectionSnapshot last;
    private long lastNs;
    private long lastBytes;
    private long lastRetransmits;

    IperfMeter(Environment environment, Load.Plan plan, LoadStream stream, int number) {
        this.environment = environment;
        this.stream = stream;
        this.reverse = plan.reverse();
        this.number = number;
    }

    /** @param nowNs since the begin of the load */
    Sample look(long nowNs) {
        long bytes = reverse ? stream.received() : stream.sent();
        ConnectionSnapshot connection = snapshot(stream.sender()).orElse(null);
        Sample sample = connection == null
                ? new Sample(number, lastNs, nowNs, bytes - lastBytes, -1, -1, -1, -1, -1, List.of())
                : sample(connection, nowNs, bytes - lastBytes);
        last = connection == null ? last : connection;
        lastNs = nowNs;
        lastBytes = bytes;
        samples.add(sample);
        return sample;
    }

    private Sample sample(ConnectionSnapshot c, long nowNs, long bytes) {
        long total = retransmits(c);
        long gained = Math.max(0, total - lastRetransmits); // those of a subflow that ended are gone with it
        lastRetransmits = total;
        long cwnd = c.subflows().stream().mapToLong(SubflowSnapshot::cwnd).sum();
        SubflowSnapshot quickest = c.subflows().stream().filter(s -> s.srttNs() > 0)
                .min((a, b) -> Long.compare(a.srttNs(), b.srttNs())).orElse(null);
        return new Sample(number, lastNs, nowNs, bytes, gained, cwnd, c.sendWindow(),
                quickest == null ? 0 : quickest.srttNs(), quickest == null ? 0 : quickest.rttvarNs(),
                subflows.sample(c, true, nowNs));
    }

    private static long retransmits(ConnectionSnapshot c) {
        return c.subflows().stream().mapToLong(SubflowSnapshot::retransmits).sum();
    }

    LoadStream stream() {
        return stream;
    }

    int number() {
        return number;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    /** The sender's end as it was seen last; null if it never was. */
    ConnectionSnapshot last() {
        return last;
    }

    Optional<ConnectionSnapshot> snapshot(ConnectionId id) {
        if (id == null) {
            return Optional.empty();
        }
        try {
            return environment.host(id.host()).inspector().connection(id.id());
        } catch (CommandException gone) {
            return Optional.empty();
        }
    }
}
