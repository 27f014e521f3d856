package mptcp.testkit;

import static mptcp.testkit.wire.Wild.present;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import mptcp.testkit.wire.InternetChecksum;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/**
 * The rules that every packet of a stack obeys, whatever a script expects: options in their place, no more payload than
 * the peer's MSS admits, the bytes that the application wrote and no others, right DSS checksums when they are in use,
 * a window that never shrinks. Lengths and header checksums have been checked by the decoder. Not for concurrent use.
 */
final class Verifier {
    private static final Set<Class<? extends TcpOption>> SYN_ONLY = Set.of(
            TcpOption.Mss.class, TcpOption.WindowScale.class, TcpOption.SackPermitted.class,
            TcpOption.JoinSyn.class, TcpOption.JoinSynAck.class);

    private final List<String> faults = new ArrayList<>();
    private final TcpPacket packet;
    private final int packetLength;
    private final Scope scope;
    private final long seq;

    private Verifier(TcpPacket packet, int packetLength, Scope scope) {
        this.packet = packet;
        this.packetLength = packetLength;
        this.scope = scope;
        seq = PacketText.relative(scope.flow(), true, packet.seq()) + (packet.has(TcpFlags.SYN) ? 1 : 0);
    }

    /** What is wrong with a packet of the stack; empty if nothing is. The packet has been learned from already. */
    static List<String> faults(TcpPacket packet, int packetLength, Scope scope) {
        Verifier verifier = new Verifier(packet, packetLength, scope);
        verifier.placement();
        verifier.size();
        verifier.payload();
        packet.options().forEach(option -> verifier.mapping(option));
        verifier.window();
        return verifier.faults;
    }

    private void require(boolean ok, String rule) {
        if (!ok) {
            faults.add(rule);
        }
    }

    private void placement() {
        boolean syn = packet.has(TcpFlags.SYN);
        for (TcpOption option : packet.options()) {
            require(syn || !SYN_ONLY.contains(option.getClass()), named(option) + " on a segment without SYN");
            require(!syn || !(option instanceof TcpOption.Dss), "DSS on a SYN (RFC 8684 section 3.3)");
            require(!(option instanceof TcpOption.OtherMptcp), named(option) + ": no such MPTCP option");
        }
        long kinds = packet.options().stream().filter(o -> !o.padding() && !o.mptcp()).map(Object::getClass).distinct()
                .count();
        long all = packet.options().stream().filter(o -> !o.padding() && !o.mptcp()).count();
        require(kinds == all, "the same option twice");
        require(!syn || !packet.has(TcpFlags.FIN | TcpFlags.RST), "SYN with FIN or RST");
        require(packet.has(TcpFlags.ACK) || packet.ack() == 0, "an acknowledgement number without the flag ACK");
        require(packet.has(TcpFlags.URG) || packet.urgent() == 0, "an urgent pointer without the flag URG");
    }

    /** Options count (RFC 6691): header, options and payload stay within the MSS and a plain header of 20 octets. */
    private void size() {
        int ipHeader = packet.source().getAddress().length == 4 ? 20 : 40;
        int room = scope.receiver().mss;
        boolean sizeTold = !packet.has(TcpFlags.SYN) || packet.has(TcpFlags.ACK); // else an earlier connection told it (RFC 7413)
        require(packet.payload().length == 0 || !sizeTold || packetLength - ipHeader - 20 <= room,
                "options and payload are " + (packetLength - ipHeader - 20) + " octets, the peer's MSS is " + room);
    }

    private void payload() {
        byte[] bytes = packet.payload();
        if (bytes.length == 0) {
            return;
        }
        Half.Mapping mapping = scope.sender().mapping(seq);
        boolean mapped = !scope.sender().mappings.isEmpty();
        if (mapping == null && mapped && !fallenBack()) {
            faults.add("payload from " + seq + " is outside every mapping");
            return;
        }
        long offset = mapping != null ? mapping.offset(seq)
                : mapped ? scope.sender().mappings.getLast().offset(seq) : seq - 1;
        require(mapping == null || mapping.covers(seq + bytes.length - 1),
                "the mapping ends before the segment's payload does");
        ByteStream stream = scope.conn().side(true).stream;
        require(offset >= 0 && offset + bytes.length <= stream.written(), "payload is stream offset " + offset + " to "
                + (offset + bytes.length) + ", the application wrote " + stream.written() + " bytes");
        int different = Arrays.mismatch(bytes, stream.bytes(offset, bytes.length));
        require(different < 0, "payload differs from what the application wrote, from stream offset "
                + (offset + different));
    }

    /**
     * Plain TCP goes on where the last mapping ended, on the first subflow, or on the one for which the peer gave the infinite
     * mapping (RFC 8684 section 3.7).
     */
    private boolean fallenBack() {
        boolean may = scope.sender().nonce == null
                || scope.receiver().mappings.stream().anyMatch(m -> m.length() == Long.MAX_VALUE);
        return may && packet.options().stream().noneMatch(TcpOption::mptcp);
    }

    private void mapping(TcpOption option) {
        if (option instanceof TcpOption.Dss dss && dss.hasMapping() && scope.conn().knowsKey(true)) {
            long dsn = scope.conn().relativeDsn(true, dss.dsn(), dss.dsnWidth() == 8);
            checksum("DSS", dsn, dss.ssn(), dss.length(), dss.dataFin() == 1, dss.checksum());
            require(dss.dataFin() == 1 && dss.ssn() == 0 && dss.length() == 1 || dss.ssn() > 0,
                    "a mapping of the subflow sequence number 0");
        } else if (option instanceof TcpOption.MpCapable c && present(c.dataLength()) && scope.conn().knowsKey(true)) {
            checksum("MP_CAPABLE", 1, 1, c.dataLength(), false, c.checksum());
        }
    }

    private void checksum(String option, long dsn, long ssn, long length, boolean fin, long checksum) {
        boolean negotiated = scope.conn().checksums();
        require(negotiated == present(checksum),
                option + (negotiated ? " without the checksum in use" : " with a checksum nobody asked for"));
        if (!negotiated || !present(checksum)) {
            return;
        }
        if (length == 0) {
            require(checksum == 0, option + ": the infinite mapping's checksum is not zero (RFC 8684 section 3.3.1)");
            return;
        }
        int bytes = (int) Math.max(0, length - (fin ? 1 : 0));
        byte[] data = scope.conn().side(true).stream.bytes(dsn - 1 + scope.sender().synTaken, bytes);
        int right = InternetChecksum.dss(scope.conn().absoluteDsn(true, dsn), (int) ssn, (int) length, data);
        require(right == checksum, option + " checksum " + Long.toHexString(checksum) + ", right is "
                + Integer.toHexString(right));
    }

    /** The right edge does not move left (RFC 9293 section 3.8.6); at the data level once there is one. */
    private void window() {
        if (packet.has(TcpFlags.SYN | TcpFlags.RST) || !packet.has(TcpFlags.ACK)) {
            return;
        }
        Half half = scope.sender();
        int shift = half.windowScale < 0 || scope.receiver().windowScale < 0 ? 0 : half.windowScale;
        long base = PacketText.relative(scope.flow(), false, packet.ack());
        if (scope.conn().version() >= 0 && scope.conn().knowsKey(true)) {
            TcpOption.Dss dss = packet.option(TcpOption.Dss.class).filter(TcpOption.Dss::hasDataAck).orElse(null);
            if (dss == null) {
                return;
            }
            base = scope.conn().relativeDsn(false, dss.dataAck(), dss.dataAckWidth() == 8);
        }
        long edge = base + ((long) packet.window() << shift);
        long slack = (1L << shift) - 1; // what rounding to the scale may hide (RFC 7323 section 2.4)
        require(edge + slack >= half.windowEdge,
                "the window's right edge moves back from " + half.windowEdge + " to " + edge);
        half.windowEdge = Math.max(edge, half.windowEdge);
    }

    private String named(TcpOption option) {
        return OptionText.of(option, scope).name();
    }
}
