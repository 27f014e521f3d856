package mptcp.testkit;

import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/**
 * Takes from each packet, of either end, what later ones are judged by: initial sequence numbers, offers, keys, nonces,
 * mappings. Stateless; the state is in flows and connections.
 */
final class Learner {
    private Learner() {}

    static void learn(TcpPacket packet, Scope scope) {
        if (packet.has(TcpFlags.SYN)) {
            syn(packet, scope.sender());
            if (packet.has(TcpFlags.ACK)) {
                synAck(packet, scope.receiver());
            }
        }
        packet.options().forEach(option -> option(option, packet, scope));
    }

    private static void syn(TcpPacket packet, Half half) {
        if (half.isn == null) {
            half.isn = packet.seq();
        }
        half.synOffered = Math.max(half.synOffered, packet.payload().length);
        packet.option(TcpOption.Mss.class).ifPresent(mss -> half.mss = (int) mss.value());
        packet.option(TcpOption.WindowScale.class).ifPresent(scale -> half.windowScale = (int) scale.shift());
    }

    private static void synAck(TcpPacket packet, Half opener) {
        if (opener.isn != null) {
            opener.synTaken = Math.clamp(packet.ack() - opener.isn - 1, 0, opener.synOffered);
        }
    }

    private static void option(TcpOption option, TcpPacket packet, Scope scope) {
        Half half = scope.sender();
        switch (option) {
            case TcpOption.Timestamps ts -> half.timestamp = ts.value();
            case TcpOption.MpCapable capable -> capable(capable, packet, scope);
            case TcpOption.JoinSyn join -> join(half, join.nonce(), join.addressId());
            case TcpOption.JoinSynAck join -> join(half, join.nonce(), join.addressId());
            case TcpOption.Dss dss -> mapping(dss, scope);
            default -> { }
        }
    }

    private static void capable(TcpOption.MpCapable capable, TcpPacket packet, Scope scope) {
        Side side = scope.conn().side(scope.fromStack());
        if (packet.has(TcpFlags.SYN)) {
            side.checksums |= (capable.flags() & TcpOption.MpCapable.FLAG_CHECKSUM) != 0;
        }
        if (side.key == null && Wild.present(capable.senderKey())) {
            side.key = capable.senderKey();
        }
        if (Wild.present(capable.dataLength())) {
            map(scope, new Half.Mapping(1, 1, capable.dataLength()));
        }
    }

    private static void join(Half half, long nonce, long addressId) {
        half.nonce = (int) nonce;
        half.addressId = (int) addressId;
    }

    private static void mapping(TcpOption.Dss dss, Scope scope) {
        if (!dss.hasMapping() || !scope.conn().knowsKey(scope.fromStack())) {
            return;
        }
        long dsn = scope.conn().relativeDsn(scope.fromStack(), dss.dsn(), dss.dsnWidth() == 8);
        long bytes = dss.length() == 0 ? Long.MAX_VALUE : dss.length() - dss.dataFin();
        if (bytes > 0) {
            map(scope, new Half.Mapping(dsn, dss.ssn(), bytes));
        }
    }

    private static void map(Scope scope, Half.Mapping mapping) {
        int before = scope.sender().synTaken;
        scope.sender().mappings.add(new Half.Mapping(mapping.dsn() + before, mapping.ssn() + before, mapping.length()));
        if (mapping.length() != Long.MAX_VALUE) {
            Side side = scope.conn().side(scope.fromStack());
            side.dataNext = Math.max(side.dataNext, mapping.dsn() + mapping.length());
        }
    }
}
