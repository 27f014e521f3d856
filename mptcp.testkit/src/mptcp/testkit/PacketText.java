package mptcp.testkit;

import java.util.List;
import java.util.stream.Collectors;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/**
 * Segments in one line: {@code > a S. 0:0(0) ack 1 win 65535 <mss 1460>}, with {@code >} for what the stack sends and
 * {@code <} for what it gets, and {@code *} for what an expectation leaves open. Stateless.
 */
final class PacketText {
    private PacketText() {}

    static String of(TcpPacket packet, Scope scope) {
        long seq = relative(scope.flow(), scope.fromStack(), packet.seq());
        StringBuilder text = head(scope).append(TcpFlags.text(packet.flags()));
        text.append(' ').append(range(seq, packet.payload().length));
        if (packet.has(TcpFlags.ACK)) {
            text.append(" ack ").append(relative(scope.flow(), !scope.fromStack(), packet.ack()));
        }
        text.append(" win ").append(packet.window());
        if (packet.has(TcpFlags.URG)) {
            text.append(" urg ").append(packet.urgent());
        }
        return text.append(options(packet.options(), scope)).toString();
    }

    static String expected(Segment segment, Scope scope) {
        StringBuilder text = head(scope).append(TcpFlags.text(segment.flags()));
        text.append(' ').append(segment.seq() == Wild.ANY || segment.length() == Wild.ANY
                ? number(segment.seq()) + "(" + number(segment.length()) + ")"
                : range(segment.seq(), segment.length()));
        if (Wild.present(segment.ack())) {
            text.append(" ack ").append(number(segment.ack()));
        }
        text.append(" win ").append(number(segment.window()));
        String options = switch (segment.mode()) {
            case UNCHECKED -> " <*>";
            case PARTIAL -> options(segment.resolve(scope), scope) + "+";
            case ORDERED, EXACT -> options(segment.resolve(scope), scope);
        };
        return text.append(options).toString();
    }

    /** A number of one end relative to its initial one; as it is while that is unknown. */
    static long relative(Flow flow, boolean ofStack, int number) {
        return flow.knowsIsn(ofStack) ? number - flow.isn(ofStack) : number & 0xffff_ffffL;
    }

    private static StringBuilder head(Scope scope) {
        return new StringBuilder(scope.fromStack() ? "> " : "< ").append(scope.flow().name()).append(' ');
    }

    private static String range(long seq, long length) {
        return seq + ":" + (seq + length) + "(" + length + ")";
    }

    private static String number(long value) {
        return Scope.wild(value) ? "*" : Long.toString(value);
    }

    private static String options(List<TcpOption> options, Scope scope) {
        return options.isEmpty() ? "" : options.stream()
                .map(option -> OptionText.of(option, scope).toString())
                .collect(Collectors.joining(",", " <", ">"));
    }
}
