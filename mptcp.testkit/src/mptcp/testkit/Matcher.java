package mptcp.testkit;

import static mptcp.testkit.wire.Wild.ANY;
import static mptcp.testkit.wire.Wild.present;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/** Compares a packet of the stack with an expectation. Stateless. */
final class Matcher {
    private Matcher() {}

    /** What differs, in words; empty if the packet is as expected. The scope is that of the packet's flow. */
    static List<String> differences(Segment expected, TcpPacket packet, Scope scope) {
        List<String> out = new ArrayList<>();
        if (!expected.flow().equals(scope.flow().name())) {
            out.add("flow: expected " + expected.flow() + ", was " + scope.flow().name());
            return out;
        }
        int ignored = expected.comparesPush() ? 0 : TcpFlags.PSH;
        if ((expected.flags() & ~ignored) != (packet.flags() & ~ignored)) {
            out.add("flags: expected " + TcpFlags.text(expected.flags()) + ", was " + TcpFlags.text(packet.flags()));
        }
        number(out, "seq", expected.seq(), PacketText.relative(scope.flow(), true, packet.seq()));
        if (present(expected.ack()) && packet.has(TcpFlags.ACK)) {
            number(out, "ack", expected.ack(), PacketText.relative(scope.flow(), false, packet.ack()));
        }
        number(out, "length", expected.length(), packet.payload().length);
        optional(out, "win", expected.window(), packet.window());
        optional(out, "urgent", expected.urgent(), packet.urgent());
        optional(out, "traffic class", expected.trafficClass(), packet.trafficClass());
        optional(out, "hop limit", expected.hopLimit(), packet.hopLimit());
        payload(out, expected, packet, scope);
        options(out, expected, packet, scope);
        return out;
    }

    private static void number(List<String> out, String field, long expected, long actual) {
        if (expected != ANY && expected != actual) {
            out.add(field + ": expected " + expected + ", was " + actual);
        }
    }

    private static void optional(List<String> out, String field, long expected, long actual) {
        if (present(expected)) {
            number(out, field, expected, actual);
        }
    }

    /** Only what the script says itself; that the bytes are those of the application is checked always. */
    private static void payload(List<String> out, Segment expected, TcpPacket packet, Scope scope) {
        byte[] bytes = expected.payload();
        if (bytes == null && expected.ownOffset() != null && packet.payload().length > 0) {
            bytes = scope.conn().side(true).stream.bytes(expected.ownOffset(), packet.payload().length);
        }
        if (bytes != null && !Arrays.equals(bytes, packet.payload())) {
            out.add("payload: differs from byte " + Arrays.mismatch(bytes, packet.payload()) + " on");
        }
    }

    private static void options(List<String> out, Segment expected, TcpPacket packet, Scope scope) {
        List<OptionText> wanted = text(expected.resolve(scope), expected.mode(), scope);
        List<OptionText> actual = text(packet.options(), expected.mode(), scope);
        switch (expected.mode()) {
            case UNCHECKED -> { }
            case PARTIAL -> partial(out, wanted, actual);
            case ORDERED, EXACT -> ordered(out, wanted, actual);
        }
    }

    private static List<OptionText> text(List<TcpOption> options, Segment.Options mode, Scope scope) {
        return options.stream()
                .filter(option -> mode == Segment.Options.EXACT || !option.padding())
                .map(option -> OptionText.of(option, scope))
                .toList();
    }

    private static void partial(List<String> out, List<OptionText> wanted, List<OptionText> actual) {
        for (OptionText option : wanted) {
            if (actual.stream().anyMatch(option::matches)) {
                continue;
            }
            OptionText nearest = actual.stream().filter(a -> a.name().equals(option.name())).findFirst().orElse(null);
            if (nearest == null) {
                out.add("options: " + option + " is missing");
            } else {
                out.addAll(option.differences(nearest));
            }
        }
    }

    private static void ordered(List<String> out, List<OptionText> wanted, List<OptionText> actual) {
        List<String> wantedNames = wanted.stream().map(OptionText::name).toList();
        List<String> actualNames = actual.stream().map(OptionText::name).toList();
        if (!wantedNames.equals(actualNames)) {
            out.add("options: expected " + wantedNames + ", was " + actualNames);
            return;
        }
        for (int i = 0; i < wanted.size(); i++) {
            out.addAll(wanted.get(i).differences(actual.get(i)));
        }
    }
}
