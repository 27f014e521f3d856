package mptcp.attack;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.testkit.wire.InternetChecksum;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/**
 * A segment on a wire: what the peer would send now, unless said otherwise. Numbers are relative: the first byte of a subflow
 * has the position 1, the first of the stream the offset 0.
 */
final class Seg {
    private static final int HOP_LIMIT = 64;
    private static final byte[] NOTHING = {};

    private final Wire wire;
    private final List<TcpOption> options = new ArrayList<>();
    private int flags = TcpFlags.ACK;
    private long seq;
    private long ack;
    private int window;
    private byte[] payload = NOTHING;
    private boolean timestamps;
    private Long tsValue;
    private Long tsEcho;
    private Long dack;
    private long mapOffset = ABSENT;
    private long mapSsn;
    private int mapLength;
    private boolean mapFin;
    private Integer checksum;
    private InetAddress source;

    Seg(Wire wire) {
        this.wire = wire;
        seq = wire.next();
        ack = wire.received();
        window = wire.window();
        timestamps = wire.timestamps();
    }

    Seg flags(String letters) {
        flags = TcpFlags.of(letters);
        return this;
    }

    /** Any of the 256 combinations. */
    Seg rawFlags(int bits) {
        flags = bits;
        return this;
    }

    Wire wire() {
        return wire;
    }

    Seg seq(long position) {
        seq = position;
        return this;
    }

    Seg ack(long position) {
        ack = position;
        return this;
    }

    Seg win(int field) {
        window = field;
        return this;
    }

    Seg data(byte[] bytes) {
        payload = bytes;
        return this;
    }

    /** The peer's bytes from this offset. */
    Seg data(long offset, int length) {
        return data(wire.peer().out().bytes(offset, length));
    }

    Seg from(InetAddress address) {
        source = address;
        return this;
    }

    Seg opt(TcpOption option) {
        options.add(option);
        return this;
    }

    Seg noTimestamps() {
        timestamps = false;
        return this;
    }

    Seg ts(long value) {
        timestamps = true;
        tsValue = value & 0xffff_ffffL;
        return this;
    }

    Seg tsEcho(long echo) {
        tsEcho = echo & 0xffff_ffffL;
        return this;
    }

    /** SACK blocks as pairs of positions. */
    Seg sack(long... edges) {
        List<TcpOption.Sack.Block> blocks = new ArrayList<>();
        for (int i = 0; i < edges.length; i += 2) {
            blocks.add(new TcpOption.Sack.Block(wire.theirs(edges[i]), wire.theirs(edges[i + 1])));
        }
        return opt(new TcpOption.Sack(blocks));
    }

    /** The DATA_ACK that is due; none on plain TCP. */
    Seg dack() {
        return wire.peer().version() < 0 ? this : dack(wire.peer().received() + (wire.peer().finTaken() ? 1 : 0));
    }

    Seg dack(long offset) {
        dack = offset;
        return this;
    }

    Seg map(long offset, long ssn, int length) {
        mapOffset = offset;
        mapSsn = ssn;
        mapLength = length;
        return this;
    }

    /** The flag F; the mapping's length counts it. */
    Seg dataFin() {
        mapFin = true;
        return this;
    }

    /** A DATA_FIN without data at this offset. */
    Seg dataFin(long offset) {
        return map(offset, ABSENT, 1).dataFin();
    }

    Seg checksum(int value) {
        checksum = value;
        return this;
    }

    /** Without what is added to options that leave no room for it. */
    Seg bare() {
        timestamps = false;
        dack = null;
        return this;
    }

    byte[] bytes() {
        List<TcpOption> all = new ArrayList<>();
        if (timestamps) {
            all.add(new TcpOption.Timestamps(tsValue != null ? tsValue : wire.peer().target().millis(),
                    tsEcho != null ? tsEcho : wire.theirTimestamp()));
        }
        all.addAll(options);
        if (dack != null || mapOffset != ABSENT) {
            all.add(dss());
        }
        boolean acks = (flags & TcpFlags.ACK) != 0;
        return PacketEncoder.encode(new TcpPacket(source != null ? source : wire.here().getAddress(),
                wire.there().getAddress(), 0, HOP_LIMIT, wire.here().getPort(), wire.there().getPort(),
                (int) wire.ours(seq), acks ? (int) wire.theirs(ack) : 0, flags, window, 0, all, payload));
    }

    private TcpOption dss() {
        boolean maps = mapOffset != ABSENT;
        Peer p = wire.peer();
        long ssn = mapSsn == ABSENT ? 0 : mapSsn;
        long dsn = maps ? p.dsn(mapOffset) : ABSENT;
        return new TcpOption.Dss(dack != null ? p.theirDsn(dack) : ABSENT, dack != null ? 8 : ABSENT, dsn,
                maps ? 8 : ABSENT, maps ? ssn : ABSENT, maps ? mapLength : ABSENT,
                maps && p.checksums() ? sum(dsn, ssn) : ABSENT, mapFin ? 1 : 0, 0);
    }

    private int sum(long dsn, long ssn) {
        if (checksum != null) {
            return checksum;
        }
        byte[] data = wire.peer().out().bytes(mapOffset, mapLength - (mapFin ? 1 : 0));
        return InternetChecksum.dss(dsn, (int) ssn, mapLength, data);
    }

    /** Sends it; the stack does at once what it can do now. */
    void go() {
        wire.peer().target().inject(bytes());
    }

    /** Sends it as one that is counted as hostile. */
    void attack() {
        wire.peer().target().hostile(bytes());
    }
}
