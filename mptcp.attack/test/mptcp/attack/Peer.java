package mptcp.attack;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.io.sim.pattern.Pattern;
import mptcp.testkit.Script;
import mptcp.testkit.wire.InternetChecksum;
import mptcp.testkit.wire.MptcpCrypto;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/**
 * The far end of a connection with the target, of a codec of its own: honest by itself (it acknowledges, checks each byte,
 * sends its own in order), and the place where an attack that needs keys and positions finds them. One thread.
 */
final class Peer {
    private static final long PATIENCE_NS = 3_000_000_000L;
    private static final long STEP_NS = 1_000_000;
    private static final long RETRANSMIT_NS = 200_000_000;

    private final Target target;
    private final List<Wire> wires = new ArrayList<>();
    private final Pattern out;
    private final Pattern in;
    private long key;
    private final Ranges ahead = new Ranges();
    private InetAddress address = Script.inet("10.0.1.2");
    private int version = 1;
    private boolean checksums;
    private boolean timestamps;
    private boolean sack;
    private int scale = -1;
    private int mss = 1460;
    private int window = 65_535;
    private long stackKey;
    private long next;
    private long acknowledged;
    private long edge;
    private long received;
    private long finAt = -1;
    private App app;
    private int wrapsIn;

    Peer(Target target, long salt) {
        this.target = target;
        key = salt * 0x9e37_79b9_7f4a_7c15L + 0x1234_5678_9abcL;
        out = new Pattern(salt);
        in = new Pattern(salt ^ 0x5555_5555_5555L);
    }

    // --- how it shows itself; before it connects

    Peer at(String literal) {
        address = Script.inet(literal);
        return this;
    }

    /** 1, 0, or -1 for plain TCP. */
    Peer version(int v) {
        version = v;
        return this;
    }

    Peer checksums(boolean on) {
        checksums = on;
        return this;
    }

    Peer timestamps(boolean on) {
        timestamps = on;
        return this;
    }

    Peer sack(boolean on) {
        sack = on;
        return this;
    }

    Peer scale(int shift) {
        scale = shift;
        return this;
    }

    Peer mss(int octets) {
        mss = octets;
        return this;
    }

    /** Its key, and that the sequence numbers of its subflows come to the end of their 32 bits within so many bytes. */
    Peer numbers(long chosenKey, int bytes) {
        key = chosenKey;
        wrapsIn = bytes;
        return this;
    }

    Peer window(int field) {
        window = field;
        return this;
    }

    // --- what it is

    Target target() {
        return target;
    }

    App app() {
        return app;
    }

    int version() {
        return version;
    }

    boolean checksums() {
        return checksums;
    }

    Pattern out() {
        return out;
    }

    Wire wire() {
        return wires.getFirst();
    }

    Wire wire(int i) {
        return wires.get(i);
    }

    int wires() {
        return wires.size();
    }

    /** Whether its stream is as it was agreed on: after a fallback mappings say nothing any more. */
    boolean takesData() {
        ConnectionSnapshot c = app == null ? null : target.connection(this);
        return c != null && (version < 0 || !c.fallback());
    }

    long key() {
        return key;
    }

    long stackKey() {
        return stackKey;
    }

    MptcpCrypto crypto() {
        return MptcpCrypto.of(version);
    }

    int stackToken() {
        return crypto().token(stackKey);
    }

    // --- the stream

    long dsn(long offset) {
        return crypto().idsn(key) + 1 + offset;
    }

    long theirDsn(long offset) {
        return crypto().idsn(stackKey) + 1 + offset;
    }

    long theirOffset(long dsn, boolean wide) {
        long first = theirDsn(0);
        return wide ? dsn - first : received + ((int) dsn - (int) (first + received));
    }

    /** Offset of what it sends next. */
    long next() {
        return next;
    }

    void skipTo(long offset) {
        next = offset;
    }

    /** What the stack acknowledged at the data level. */
    long acknowledged() {
        return acknowledged;
    }

    /** The right edge of the stack's window, as an offset. */
    long edge() {
        return edge;
    }

    /** Bytes of the stack's stream that came in order. */
    long received() {
        return received;
    }

    boolean finTaken() {
        return finAt >= 0 && received >= finAt;
    }

    void dataFin(long offset) {
        finAt = offset;
    }

    void dataAcknowledged(long dsn, boolean wide, long window) {
        long first = dsn(0);
        long ack = wide ? dsn - first : acknowledged + ((int) dsn - (int) (first + acknowledged));
        acknowledged = Math.max(acknowledged, ack);
        edge = Math.max(edge, ack + window);
    }

    /** Bytes of the stack came: they must be those of their place. */
    void bytes(long offset, byte[] payload) {
        long wrong = in.mismatch(ByteBuffer.wrap(payload), offset);
        if (wrong >= 0) {
            throw new AssertionError("the stack sent a wrong byte at position " + wrong);
        }
        received = ahead.add(offset, offset + payload.length, received);
    }

    // --- opening

    /** Connects to the target's port, which accepts. */
    Peer connect() {
        Wire wire = begin();
        TcpPacket synAck = answer(wire);
        if (synAck == null || !synAck.has(TcpFlags.SYN)) {
            throw new AssertionError("no SYN/ACK, but " + synAck);
        }
        finish(synAck);
        app = target.accept(wire, in, out);
        if (app == null) {
            throw new AssertionError("the handshake was completed, and there is no connection to accept");
        }
        return this;
    }

    private int isn() {
        return wrapsIn == 0 ? target.random().nextInt() : -1 - target.random().nextInt(wrapsIn);
    }

    /** Sends the SYN. */
    Wire begin() {
        Wire wire = new Wire(this, target.freshPort(address), target.address(), isn(), timestamps).window(window);
        wires.add(wire);
        target.register(wire);
        target.inject(syn(wire));
        return wire;
    }

    byte[] syn(Wire wire) {
        List<TcpOption> options = new ArrayList<>(offers());
        if (version >= 0) {
            options.add(new TcpOption.MpCapable(version, capableFlags(), version == 0 ? key : ABSENT, ABSENT, ABSENT,
                    ABSENT));
        }
        return packet(wire, TcpFlags.SYN, 0, 0, options);
    }

    private List<TcpOption> offers() {
        List<TcpOption> options = new ArrayList<>();
        if (mss >= 0) {
            options.add(new TcpOption.Mss(mss));
        }
        if (sack) {
            options.add(new TcpOption.SackPermitted());
        }
        if (timestamps) {
            options.add(new TcpOption.Timestamps(target.millis(), 0));
        }
        if (scale >= 0) {
            options.add(new TcpOption.WindowScale(scale));
        }
        return options;
    }

    private long capableFlags() {
        return TcpOption.MpCapable.FLAG_HMAC | (checksums ? TcpOption.MpCapable.FLAG_CHECKSUM : 0);
    }

    private byte[] packet(Wire wire, int flags, long seq, int ack, List<TcpOption> options) {
        return PacketEncoder.encode(new TcpPacket(wire.here().getAddress(), wire.there().getAddress(), 0, 64,
                wire.here().getPort(), wire.there().getPort(), (int) wire.ours(seq), ack, flags, window, 0, options,
                new byte[0]));
    }

    private static TcpPacket answer(Wire wire) {
        return wire.last().peekLast();
    }

    /** Takes the SYN/ACK and sends the third packet. */
    void finish(TcpPacket synAck) {
        Wire wire = wire();
        wire.synAck(synAck);
        edge = wire.theirWindow();
        Seg third = wire.seg();
        TcpOption.MpCapable theirs = synAck.option(TcpOption.MpCapable.class).orElse(null);
        if (version >= 0 && theirs != null) {
            stackKey = theirs.senderKey();
            checksums |= (theirs.flags() & TcpOption.MpCapable.FLAG_CHECKSUM) != 0;
            third.opt(new TcpOption.MpCapable(version, capableFlags(), key, stackKey, ABSENT, ABSENT));
        } else {
            version = -1;
        }
        third.go();
    }

    /** Joins from another address, in full. */
    Wire join(String literal, int addressId) {
        Wire wire = new Wire(this, target.freshPort(Script.inet(literal)), target.address(), isn(), timestamps)
                .window(window);
        wires.add(wire);
        target.register(wire);
        int nonce = target.random().nextInt();
        target.inject(joinSyn(wire, addressId, nonce));
        TcpPacket synAck = answer(wire);
        TcpOption.JoinSynAck theirs = synAck == null ? null : synAck.option(TcpOption.JoinSynAck.class).orElse(null);
        if (theirs == null) {
            throw new AssertionError("the join was not answered, but " + synAck);
        }
        wire.synAck(synAck);
        wire.seg().opt(new TcpOption.JoinAck(0,
                crypto().joinHmac160(key, stackKey, nonce, (int) theirs.nonce()))).go();
        return wire;
    }

    byte[] joinSyn(Wire wire, int addressId, int nonce) {
        List<TcpOption> options = new ArrayList<>(offers());
        options.add(new TcpOption.JoinSyn(0, addressId, stackToken() & 0xffff_ffffL, nonce & 0xffff_ffffL));
        return packet(wire, TcpFlags.SYN, 0, 0, options);
    }

    /** A subflow that never was opened: for its numbers. */
    Wire stranger(String literal) {
        return new Wire(this, target.freshPort(Script.inet(literal)), target.address(), target.random().nextInt(),
                false);
    }

    TcpOption addAddr(int id, String literal, int port) {
        InetAddress announced = Script.inet(literal);
        return new TcpOption.AddAddr(0, id, announced, port == 0 ? ABSENT : port,
                crypto().addAddrHmac64(key, stackKey, id, announced.getAddress(), port));
    }

    // --- honest traffic

    /** The segment that carries its next bytes on this wire; they count as sent. */
    Seg nextData(Wire wire, int length) {
        Seg seg = wire.seg().data(next, length);
        if (version >= 0) {
            seg.dack().map(next, wire.next(), length);
        }
        wire.sent(next, length);
        next += length;
        return seg;
    }

    /** Sends so many bytes on its first wire. */
    void send(int bytes) {
        for (int left = bytes; left > 0;) {
            int n = Math.min(left, Math.min(1200, wire().theirMss() - 40));
            target.deliver(nextData(wire(), n).bytes());
            left -= n;
        }
        target.run();
    }

    /** So many bytes each way, within a time that a person would wait. @return the virtual time it took */
    long exchange(int bytes) {
        long start = target.nowNs();
        long wanted = app.written() + bytes;
        long read = next + bytes;
        if (app.write(bytes) != bytes) {
            throw new AssertionError("the connection takes no bytes: " + app.failure());
        }
        target.run();
        send(bytes);
        long again = start + RETRANSMIT_NS;
        while (received < wanted || app.drain().read() < read) {
            if (target.nowNs() - start > PATIENCE_NS || app.failure() != null || wire().reset()) {
                throw new AssertionError("an exchange of " + bytes + " bytes got stuck: " + (received - wanted + bytes)
                        + " of its bytes came from the stack, " + (app.read() - read + bytes) + " to the application; "
                        + (app.failure() != null ? app.failure() : wire().reset() ? "reset" : "no error"));
            }
            target.advance(STEP_NS);
            if (target.nowNs() >= again) {
                wires.forEach(Wire::retransmit);
                target.run();
                again = target.nowNs() + RETRANSMIT_NS;
            }
        }
        return target.nowNs() - start;
    }

    /** Goes on honestly after a lie: with what the stack expects of the stream, at new positions of the subflow. */
    void resume() {
        wire().restart();
        next = acknowledged;
    }

    /** Like {@link #exchange}, where it may get stuck: then the time passes. */
    void exchangeIfPossible() {
        try {
            exchange(500);
        } catch (AssertionError e) {
            if (!e.getMessage().contains("stuck") && !e.getMessage().contains("takes no bytes")) {
                throw e;
            }
        }
    }

    /** The sum of a mapping, for a peer that tells it wrong. */
    int sum(long offset, long ssn, int length) {
        return InternetChecksum.dss(dsn(offset), (int) ssn, length, out.bytes(offset, length));
    }

    InetSocketAddress addressWithPort(int port) {
        return new InetSocketAddress(address, port);
    }
}
