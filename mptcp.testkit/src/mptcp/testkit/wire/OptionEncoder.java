package mptcp.testkit.wire;

import static mptcp.testkit.wire.Wild.present;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes TCP options as their RFCs draw them. Not for concurrent use. */
final class OptionEncoder {
    private static final int DSS_F = 0x10;
    private static final int DSS_DSN8 = 0x08;
    private static final int DSS_DSN = 0x04;
    private static final int DSS_ACK8 = 0x02;
    private static final int DSS_ACK = 0x01;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private OptionEncoder() {}

    /** The options one after the other, without padding. */
    static byte[] encode(List<TcpOption> options) {
        OptionEncoder encoder = new OptionEncoder();
        options.forEach(encoder::option);
        return encoder.out.toByteArray();
    }

    private void option(TcpOption option) {
        switch (option) {
            case TcpOption.Eol() -> put(TcpOption.KIND_EOL, 1);
            case TcpOption.Nop() -> put(TcpOption.KIND_NOP, 1);
            case TcpOption.Mss(long value) -> head(TcpOption.KIND_MSS, 4).put(value, 2);
            case TcpOption.WindowScale(long shift) -> head(TcpOption.KIND_WINDOW_SCALE, 3).put(shift, 1);
            case TcpOption.SackPermitted() -> head(TcpOption.KIND_SACK_PERMITTED, 2);
            case TcpOption.Sack(List<TcpOption.Sack.Block> blocks) -> {
                head(TcpOption.KIND_SACK, 2 + 8 * blocks.size());
                blocks.forEach(block -> put(block.start(), 4).put(block.end(), 4));
            }
            case TcpOption.Timestamps(long value, long echo) ->
                head(TcpOption.KIND_TIMESTAMPS, 10).put(value, 4).put(echo, 4);
            case TcpOption.Other(int kind, byte[] body) -> head(kind, 2 + body.length).put(body);
            case TcpOption.Raw(byte[] bytes) -> put(bytes);
            case TcpOption.Mptcp mptcp -> mptcp(mptcp);
        }
    }

    private void mptcp(TcpOption.Mptcp option) {
        switch (option) {
            case TcpOption.MpCapable c -> capable(c);
            case TcpOption.JoinSyn j -> head(TcpOption.MP_JOIN, j.flags(), 12)
                    .put(j.addressId(), 1).put(j.token(), 4).put(j.nonce(), 4);
            case TcpOption.JoinSynAck j -> head(TcpOption.MP_JOIN, j.flags(), 16)
                    .put(j.addressId(), 1).put(j.hmac(), 8).put(j.nonce(), 4);
            case TcpOption.JoinAck j -> head(TcpOption.MP_JOIN, j.flags(), 24).put(0, 1).put(j.hmac());
            case TcpOption.Dss dss -> dss(dss);
            case TcpOption.AddAddr a -> addAddr(a);
            case TcpOption.RemoveAddr r -> {
                head(TcpOption.REMOVE_ADDR, r.flags(), 3 + r.addressIds().size());
                r.addressIds().forEach(id -> put(id, 1));
            }
            case TcpOption.MpPrio p ->
                head(TcpOption.MP_PRIO, p.flags(), present(p.addressId()) ? 4 : 3).optional(p.addressId(), 1);
            case TcpOption.MpFail f -> head(TcpOption.MP_FAIL, f.flags() >> 8, 12).put(f.flags(), 1).put(f.dsn(), 8);
            case TcpOption.FastClose f ->
                head(TcpOption.MP_FASTCLOSE, f.flags() >> 8, 12).put(f.flags(), 1).put(f.receiverKey(), 8);
            case TcpOption.TcpRst r -> head(TcpOption.MP_TCPRST, r.flags(), 4).put(r.reason(), 1);
            case TcpOption.OtherMptcp o -> head(o.subtype(), o.flags(), 3 + o.body().length).put(o.body());
        }
    }

    private void capable(TcpOption.MpCapable c) {
        int length = 4 + width(c.senderKey(), 8) + width(c.receiverKey(), 8) + width(c.dataLength(), 2)
                + width(c.checksum(), 2);
        head(TcpOption.MP_CAPABLE, c.version(), length)
                .put(c.flags(), 1)
                .optional(c.senderKey(), 8)
                .optional(c.receiverKey(), 8)
                .optional(c.dataLength(), 2)
                .optional(c.checksum(), 2);
    }

    private void dss(TcpOption.Dss d) {
        int flags = d.dataFin() == 1 ? DSS_F : 0;
        int length = 4;
        if (d.hasDataAck()) {
            flags |= d.dataAckWidth() == 8 ? DSS_ACK | DSS_ACK8 : DSS_ACK;
            length += (int) d.dataAckWidth();
        }
        if (d.hasMapping()) {
            flags |= d.dsnWidth() == 8 ? DSS_DSN | DSS_DSN8 : DSS_DSN;
            length += (int) d.dsnWidth() + 6 + width(d.checksum(), 2);
        }
        head(TcpOption.DSS, 0, length).put(flags | d.reserved() & 0xe0, 1);
        if (d.hasDataAck()) {
            put(d.dataAck(), (int) d.dataAckWidth());
        }
        if (d.hasMapping()) {
            put(d.dsn(), (int) d.dsnWidth()).put(d.ssn(), 4).put(d.length(), 2).optional(d.checksum(), 2);
        }
    }

    private void addAddr(TcpOption.AddAddr a) {
        byte[] address = a.address().getAddress();
        head(TcpOption.ADD_ADDR, a.flags(), 4 + address.length + width(a.port(), 2) + width(a.hmac(), 8))
                .put(a.addressId(), 1)
                .put(address)
                .optional(a.port(), 2)
                .optional(a.hmac(), 8);
    }

    private static int width(long value, int octets) {
        return present(value) ? octets : 0;
    }

    private OptionEncoder head(int kind, int length) {
        return put(kind, 1).put(length, 1);
    }

    private OptionEncoder head(int subtype, long lowBits, int length) {
        return head(TcpOption.KIND_MPTCP, length).put((long) subtype << 4 | lowBits & 0xf, 1);
    }

    private OptionEncoder optional(long value, int octets) {
        return present(value) ? put(value, octets) : this;
    }

    private OptionEncoder put(long value, int octets) {
        if (value == Wild.ANY) {
            throw new IllegalArgumentException("a packet to inject cannot contain ANY");
        }
        for (int shift = (octets - 1) * 8; shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    private OptionEncoder put(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }
}
