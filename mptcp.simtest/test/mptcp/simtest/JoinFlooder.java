package mptcp.simtest;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.core.wire.MptcpCrypto;
import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;
import mptcp.io.sim.packet.TcpView;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;
import mptcp.testkit.wire.Wild;

/**
 * Somebody who saw tokens and begins to join, from addresses of others, from those of the peer, and from that of a subflow; some go on with an
 * HMAC that is wrong and with bytes of their own (RFC 8684 section 5.1).
 */
final class JoinFlooder implements Middlebox {
    private static final int FIRST_PORT = 20_000;
    private static final int KEYS = 20;

    private final SplittableRandom random;
    private final MptcpCrypto[] crypto = {new MptcpCrypto(0), new MptcpCrypto(1)};
    private final TcpView view = new TcpView();
    private final long everyNs;
    private final boolean atOnce;
    private int left;
    private byte[] from;
    private byte[] to;
    private int toPort;
    private int token;
    private Direction towards;

    /** @param joins how many, so far apart */
    JoinFlooder(SplittableRandom random, int joins, long everyNs) {
        this.random = random;
        this.left = joins;
        this.everyNs = everyNs;
        this.atOnce = random.nextBoolean();
    }

    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        if (!view.parse(packet.memory(), packet.offset(), packet.length())) {
            return Verdict.PASS;
        }
        int at = view.option(TcpView.OPTION_MPTCP, 0);
        if (at < 0) {
            return Verdict.PASS;
        }
        int subtype = view.byteAt(at + 2) >>> 4;
        if (subtype == Segments.MP_CAPABLE && !view.has(TcpView.SYN) && view.optionLength(at) >= KEYS) {
            sawKeys(at, direction, port, nowNs);
        } else if (subtype == Segments.MP_JOIN && view.has(TcpView.SYN) && view.has(TcpView.ACK) && towards != direction
                && view.destinationPort() >= FIRST_PORT && view.destinationPort() < FIRST_PORT + 10_000 && random.nextInt(2) == 0) {
            goOn(direction, port);
        }
        return Verdict.PASS;
    }

    private void sawKeys(int at, Direction direction, MiddleboxPort port, long nowNs) {
        boolean first = towards == null;
        int version = view.byteAt(at + 2) & 0xf;
        boolean ofReceiver = random.nextBoolean();
        int key = at + (ofReceiver ? 12 : 4);
        token = crypto[Math.min(version, 1)].token((long) view.intAt(key) << 32 | view.intAt(key + 4) & 0xffff_ffffL);
        byte[] source = bytes(view.sourceAddress());
        byte[] destination = bytes(view.destinationAddress());
        from = ofReceiver ? source : destination;
        to = ofReceiver ? destination : source;
        toPort = ofReceiver ? view.destinationPort() : view.sourcePort();
        towards = ofReceiver ? direction : direction == Direction.FORWARD ? Direction.BACKWARD : Direction.FORWARD;
        if (first) {
            port.wakeAt(nowNs + 1);
        }
    }

    private byte[] bytes(long at) {
        return view.memory().asSlice(at, view.addressLength()).toArray(ValueLayout.JAVA_BYTE);
    }

    @Override
    public void timer(MiddleboxPort port, long nowNs) {
        for (int n = atOnce ? left : 1; n > 0; n--) {
            left--;
            send(port, towards, source(), FIRST_PORT + random.nextInt(10_000), to, toPort, random.nextInt(), 0, TcpFlags.SYN,
                    List.of(new TcpOption.JoinSyn(random.nextInt(2), random.nextInt(256), token & 0xffff_ffffL, random.nextInt() & 0xffff_ffffL)), 0);
        }
        if (left > 0) {
            port.wakeAt(nowNs + random.nextLong(1, 2 * everyNs));
        }
    }

    /** Of a stranger, or of the peer. */
    private byte[] source() {
        byte[] address = from.clone();
        if (random.nextBoolean()) {
            address[address.length - 1] = (byte) (100 + random.nextInt(100));
        }
        return address;
    }

    /** The third packet of somebody who has no key, and bytes behind it. */
    private void goOn(Direction direction, MiddleboxPort port) {
        byte[] address = bytes(view.destinationAddress());
        int own = view.destinationPort();
        byte[] peer = bytes(view.sourceAddress());
        byte[] hmac = new byte[20];
        random.nextBytes(hmac);
        Direction back = direction == Direction.FORWARD ? Direction.BACKWARD : Direction.FORWARD;
        send(port, back, address, own, peer, view.sourcePort(), view.ack(), view.seq() + 1, TcpFlags.ACK,
                List.of(new TcpOption.JoinAck(0, hmac)), 0);
        send(port, back, address, own, peer, view.sourcePort(), view.ack(), view.seq() + 1, TcpFlags.ACK | TcpFlags.PSH,
                List.of(new TcpOption.Dss(random.nextInt() & 0xffff_ffffL, 4, random.nextInt() & 0xffff_ffffL, 4, 1, 50, Wild.ABSENT, 0, 0)), 50);
    }

    private void send(MiddleboxPort port, Direction direction, byte[] source, int sourcePort, byte[] destination, int destinationPort, int seq,
            int ack, int flags, List<TcpOption> options, int payload) {
        try {
            byte[] bytes = PacketEncoder.encode(new TcpPacket(InetAddress.getByAddress(source), InetAddress.getByAddress(destination), 0, 64,
                    sourcePort, destinationPort, seq, ack, flags, 65_535, 0, options, new byte[payload]));
            Packet p = port.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, p.memory(), ValueLayout.JAVA_BYTE, p.offset(), bytes.length);
            port.send(direction, p);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address as it was in a packet", e);
        }
    }
}
