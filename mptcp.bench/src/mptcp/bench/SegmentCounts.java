package mptcp.bench;

import java.io.IOException;
import java.util.List;
import mptcp.lab.Host;

/**
 * Segments of TCP that a host has sent, and those of them that had been sent before; of Multipath TCP those of all subflows.
 * Both kernels and this stack count them in the same way (RFC 4022, but with the retransmitted ones among all).
 */
record SegmentCounts(long sent, long again) {
    static final String SENT = "OutSegs";
    static final String AGAIN = "RetransSegs";

    /** Of a kernel. */
    static SegmentCounts of(Host host) throws IOException {
        List<String> tcp = host.exec("cat", "/proc/net/snmp").lines().filter(line -> line.startsWith("Tcp:")).toList();
        if (tcp.size() != 2) {
            throw new IOException("the kernel's table of counters has " + tcp.size() + " lines about TCP, not two");
        }
        List<String> names = List.of(tcp.getFirst().split(" "));
        String[] values = tcp.getLast().split(" ");
        return new SegmentCounts(Long.parseLong(values[names.indexOf(SENT)]), Long.parseLong(values[names.indexOf(AGAIN)]));
    }

    SegmentCounts since(SegmentCounts before) {
        return new SegmentCounts(sent - before.sent, again - before.again);
    }

    /** Percent of all that were sent. */
    double percentAgain() {
        return sent == 0 ? 0 : 100.0 * again / sent;
    }
}
