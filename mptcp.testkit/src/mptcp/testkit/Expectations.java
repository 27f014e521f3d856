package mptcp.testkit;

import java.util.ArrayList;
import java.util.List;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpPacket;

/** Holds what the stack sent against what the script expects, and says how they differ. One thread. */
final class Expectations {
    private static final String EXPECTED = "  expected ";
    private static final String CAME = "\n  came     ";
    private static final String DIFFERS = "\n  differs  ";

    private final Exchange exchange;
    private final Flows flows;
    private Exchange.Sent last;

    Expectations(Exchange exchange, Flows flows) {
        this.exchange = exchange;
        this.flows = flows;
    }

    /** The packet that met an expectation, or was passed over, last. @throws IllegalStateException before there is one */
    Exchange.Sent last() {
        if (last == null) {
            throw new IllegalStateException("no packet was expected yet");
        }
        return last;
    }

    TcpPacket next(long fromNs, long toNs, Segment segment) {
        Exchange.Sent sent = take(fromNs, toNs, segment);
        List<String> differences = differences(segment, sent);
        if (!differences.isEmpty()) {
            throw mismatch(segment, sent, differences);
        }
        return met(sent);
    }

    private Exchange.Sent take(long fromNs, long toNs, Segment segment) {
        long start = exchange.nowNs();
        exchange.advanceTo(start + toNs, true);
        Exchange.Sent sent = exchange.poll();
        if (sent == null) {
            throw exchange.failure(EXPECTED + text(segment) + CAME + "nothing" + within(toNs));
        }
        long after = sent.atNs() - start;
        if (after < fromNs || after > toNs) {
            String range = fromNs == toNs ? millis(fromNs) : millis(fromNs) + " to " + millis(toNs);
            throw mismatch(segment, sent, List.of("time: expected " + range + ", was " + millis(after)));
        }
        return sent;
    }

    void unordered(List<Segment> segments) {
        List<Segment> left = new ArrayList<>(segments);
        while (!left.isEmpty()) {
            Exchange.Sent sent = take(0, 0, left.getFirst());
            left.remove(matching(left, sent));
            met(sent);
        }
    }

    int oneOf(List<Segment> segments) {
        Exchange.Sent sent = take(0, 0, segments.getFirst());
        Segment match = matching(segments, sent);
        met(sent);
        return segments.indexOf(match);
    }

    private Segment matching(List<Segment> segments, Exchange.Sent sent) {
        return segments.stream()
                .filter(segment -> differences(segment, sent).isEmpty())
                .findFirst()
                .orElseThrow(() -> noneOf(segments, sent));
    }

    private DrillFailure noneOf(List<Segment> segments, Exchange.Sent sent) {
        Segment nearest = segments.stream().filter(s -> s.flow().equals(sent.flow().name())).findFirst()
                .orElse(segments.getFirst());
        return mismatch(nearest, sent, differences(nearest, sent));
    }

    TcpPacket eventually(long ns, Segment segment) {
        long end = exchange.nowNs() + ns;
        while (true) {
            exchange.advanceTo(end, true);
            Exchange.Sent sent = exchange.poll();
            if (sent == null) {
                throw exchange.failure(EXPECTED + text(segment) + CAME + "not" + within(ns));
            }
            if (differences(segment, sent).isEmpty()) {
                return met(sent);
            }
        }
    }

    void nothing(long ns) {
        exchange.advanceTo(exchange.nowNs() + ns, true);
        Exchange.Sent sent = exchange.peek();
        if (sent != null) {
            throw exchange.failure(EXPECTED + "nothing" + within(ns) + CAME + text(sent));
        }
    }

    List<TcpPacket> skip() {
        return exchange.drain().stream().map(this::met).toList();
    }

    void skipAcks() {
        exchange.run();
        while (exchange.peek() != null && exchange.peek().packet().sequenceLength() == 0
                && !exchange.peek().packet().has(TcpFlags.RST)) {
            exchange.poll();
        }
    }

    private TcpPacket met(Exchange.Sent sent) {
        last = sent;
        return sent.packet();
    }

    private static List<String> differences(Segment segment, Exchange.Sent sent) {
        return Matcher.differences(segment, sent.packet(), sent.scope());
    }

    private DrillFailure mismatch(Segment segment, Exchange.Sent sent, List<String> differences) {
        StringBuilder text = new StringBuilder(EXPECTED).append(text(segment)).append(CAME).append(text(sent));
        differences.forEach(difference -> text.append(DIFFERS).append(difference));
        return exchange.failure(text.toString());
    }

    private String text(Segment segment) {
        Flow flow = flows.of(segment.flow());
        try {
            return PacketText.expected(segment,
                    new Scope(flow, true, segment.flags(), segment.length() > 0, false, exchange.nowNs()));
        } catch (IllegalStateException e) { // a relative number whose base the stack has not shown yet
            return "> " + flow + " " + TcpFlags.text(segment.flags()) + " (" + e.getMessage() + ")";
        }
    }

    private static String text(Exchange.Sent sent) {
        return PacketText.of(sent.packet(), sent.scope());
    }

    private static String within(long ns) {
        return ns == 0 ? "" : " within " + millis(ns);
    }

    private static String millis(long ns) {
        return ns / 1e6 + " ms";
    }
}
