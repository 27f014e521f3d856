package mptcp.fuzz;

import static mptcp.fuzz.Finding.same;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import mptcp.core.wire.IpHeader;
import mptcp.core.wire.MptcpOption;
import mptcp.core.wire.TcpHeader;
import mptcp.testkit.wire.MalformedPacketException;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.RawPackets;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/**
 * A packet, in memory of just its size: parsing reads nothing beyond, says nothing that is not there, and where the test
 * kit's strict decoder can read the packet as well, both find the same in it.
 */
public final class WireTarget {
    private static final int LEAST = 20;

    private WireTarget() {}

    public static void fuzzerTestOneInput(byte[] data) {
        byte[] packet = data.length > LEAST && tcpOffset(data) + LEAST <= data.length ? RawPackets.resealed(data) : data;
        MemorySegment memory = MemorySegment.ofArray(packet);
        IpHeader ip = new IpHeader();
        TcpHeader tcp = new TcpHeader();
        boolean parsed = ip.parse(memory, 0, packet.length, true) == IpHeader.Result.OK;
        if (parsed) {
            Finding.require(ip.payload() >= LEAST && ip.payload() + ip.payloadLength() <= packet.length, "payload of IP outside");
            parsed = ip.protocol() == IpHeader.PROTOCOL_TCP && tcp.parse(memory, ip, true) == TcpHeader.Result.OK;
        }
        if (parsed) {
            Finding.require(tcp.payload() + tcp.payloadLength() == ip.payload() + ip.payloadLength(), "payload of TCP outside");
        }
        TcpPacket strict;
        try {
            strict = PacketDecoder.decode(packet);
        } catch (MalformedPacketException e) {
            return;
        }
        Finding.require(parsed, "not parsed, and yet well formed");
        compare(packet, tcp, strict);
    }

    private static int tcpOffset(byte[] data) {
        return switch (data[0] >> 4 & 0xf) {
            case 4 -> (data[0] & 0xf) * 4;
            case 6 -> 40;
            default -> data.length;
        };
    }

    private static void compare(byte[] packet, TcpHeader tcp, TcpPacket strict) {
        same("source port", tcp.srcPort(), strict.sourcePort());
        same("destination port", tcp.dstPort(), strict.destinationPort());
        same("sequence number", tcp.seq(), strict.seq());
        same("acknowledgement", tcp.ack(), strict.ack());
        same("flags", tcp.flags(), strict.flags());
        same("window", tcp.window(), strict.window());
        byte[] payload = Arrays.copyOfRange(packet, (int) tcp.payload(), (int) tcp.payload() + tcp.payloadLength());
        Finding.require(Arrays.equals(payload, strict.payload()), "payload");
        boolean syn = (strict.flags() & 2) != 0;
        for (TcpOption option : strict.options()) {
            boolean only = strict.options().stream().filter(o -> kind(o).equals(kind(option))).count() == 1;
            if (only) { // which of several counts is nobody's rule
                option(tcp, option, syn);
            }
        }
        boolean mptcp = strict.options().stream().anyMatch(TcpOption::mptcp);
        Finding.require(mptcp || !tcp.mptcp().any(), "an option of Multipath TCP that is not there");
    }

    private static String kind(TcpOption o) {
        return o instanceof TcpOption.JoinSyn || o instanceof TcpOption.JoinSynAck || o instanceof TcpOption.JoinAck
                ? "join" : o instanceof TcpOption.OtherMptcp other ? "mptcp" + other.subtype() : o.getClass().getSimpleName();
    }

    private static void option(TcpHeader tcp, TcpOption option, boolean syn) {
        MptcpOption mp = tcp.mptcp();
        switch (option) {
            case TcpOption.Mss o -> same("MSS", tcp.mss(), o.value());
            case TcpOption.WindowScale o -> same("window scale", tcp.windowScale(), Math.min(14, o.shift()));
            case TcpOption.SackPermitted _ -> Finding.require(tcp.sackPermitted(), "SACK-permitted");
            case TcpOption.Timestamps o -> {
                Finding.require(tcp.timestamps(), "timestamps");
                same("TSval", tcp.tsValue(), (int) o.value());
                same("TSecr", tcp.tsEcho(), (int) o.echo());
            }
            case TcpOption.Sack o -> sack(tcp, o.blocks());
            case TcpOption.Dss o -> {
                if (!syn) {
                    dss(mp, o);
                }
            }
            case TcpOption.MpFail o -> {
                if (!syn) {
                    Finding.require(mp.has(MptcpOption.MP_FAIL), "MP_FAIL");
                    same("DSN of MP_FAIL", mp.failDsn(), o.dsn());
                }
            }
            case TcpOption.FastClose o -> {
                if (!syn) {
                    Finding.require(mp.has(MptcpOption.MP_FASTCLOSE), "MP_FASTCLOSE");
                    same("key of MP_FASTCLOSE", mp.closeKey(), o.receiverKey());
                }
            }
            case TcpOption.JoinSyn o -> {
                if (syn) {
                    Finding.require(mp.has(MptcpOption.MP_JOIN), "MP_JOIN");
                    same("token", mp.token(), (int) o.token());
                    same("nonce", mp.nonce(), (int) o.nonce());
                    same("address id", mp.addressId(), o.addressId());
                }
            }
            default -> { } // read by length or by place, each in its own way
        }
    }

    private static void sack(TcpHeader tcp, List<TcpOption.Sack.Block> blocks) {
        same("blocks of SACK", tcp.sackBlocks(), Math.min(TcpHeader.MAX_SACK_BLOCKS, blocks.size()));
        for (int i = 0; i < tcp.sackBlocks(); i++) {
            same("start of a block", tcp.sackStart(i), (int) blocks.get(i).start());
            same("end of a block", tcp.sackEnd(i), (int) blocks.get(i).end());
        }
    }

    private static void dss(MptcpOption mp, TcpOption.Dss o) {
        Finding.require(mp.has(MptcpOption.DSS), "DSS");
        same("DATA_ACK", mp.dss(MptcpOption.DSS_ACK), o.hasDataAck());
        same("mapping", mp.dss(MptcpOption.DSS_MAP), o.hasMapping());
        same("DATA_FIN", mp.dss(MptcpOption.DSS_FIN), o.dataFin() == 1);
        if (o.hasDataAck()) {
            same("number of the DATA_ACK", mp.dataAck(), o.dataAck());
        }
        if (o.hasMapping()) {
            same("DSN", mp.dsn(), o.dsn());
            same("SSN", mp.ssn(), (int) o.ssn());
            same("length of the mapping", mp.mapLength(), o.length());
        }
    }
}
