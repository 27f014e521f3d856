package mptcp.conformance.tcp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static mptcp.testkit.Script.synAck;

import java.util.List;
import mptcp.testkit.Drill;
import mptcp.testkit.Segment;
import mptcp.testkit.Sock;
import mptcp.testkit.wire.TcpPacket;

/** Scripts in which the stack sends: everything is counted in segments of 1000 bytes, the first of which is 0. */
final class Sending {
    static final int MSS = 1000;

    private Sending() {}

    /** A connection with this round-trip time, without timestamps; the peer's window is as large as it can be. */
    static Sock open(Drill d, boolean sack, long rttNs) {
        d.listen(8080);
        Segment s = syn(0).mss(MSS).wscale(4);
        d.inject(sack ? s.sackOk() : s);
        d.expect(synAck(0, 1).anyOptions());
        d.advance(rttNs);
        d.inject(ack(1, 1));
        return d.accept();
    }

    /** Position of the first byte of a segment. */
    static long at(int segment) {
        return 1 + (long) segment * MSS;
    }

    /** The segment, as it is expected. */
    static Segment seg(int segment) {
        return data(at(segment), 1, MSS);
    }

    /** Expects these segments, in this order, now. */
    static void expect(Drill d, int from, int to) {
        for (int i = from; i < to; i++) {
            d.expect(seg(i));
        }
    }

    /** Acknowledges all before a segment. */
    static Segment acks(int segment) {
        return ack(1, at(segment));
    }

    /** The same, with SACK blocks in segments: from, to, from, to... */
    static Segment acks(int segment, int... blocks) {
        long[] edges = new long[blocks.length];
        for (int i = 0; i < blocks.length; i++) {
            edges[i] = at(blocks[i]);
        }
        return acks(segment).nop().nop().sack(edges);
    }

    /** Numbers of the segments that were sent and not looked at. */
    static List<Integer> sent(Drill d) {
        return d.skip().stream().map(p -> number(d, p)).toList();
    }

    static int number(Drill d, TcpPacket p) {
        return (p.seq() - d.flow("a").stackIsn() - 1) / MSS;
    }
}
