package mptcp.attack;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import mptcp.testkit.Script;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;

/**
 * What a peer with all keys may do at any moment, by chance. Its payload is always that of the place which it maps it to, and what
 * it sends without a mapping stands where plain TCP would have it: whatever else the application reads is a fault of the stack.
 */
final class Mischief {
    private static final long[] EDGES = {0, 1, 2, -1, -2, 1L << 31, (1L << 31) - 1, -(1L << 31), 1L << 32, (1L << 32) - 1, -(1L << 32),
        1L << 63, (1L << 63) - 1, 1L << 30, 65_535, 65_536, -65_536};
    private static final int[] LENGTHS = {0, 1, 2, 536, 1_000, 1_460, 32_768, 65_534, 65_535};
    private static final int[] WINDOWS = {0, 0, 1, 2, 100, 1_000, 65_535, 65_535};

    private static final long FAR = 1L << 40;

    private final Peer peer;
    private final SplittableRandom random;
    /** Bytes stand where plain TCP has them; else each is mapped, anywhere. */
    private final boolean inPlace;
    private final List<byte[]> sent = new ArrayList<>();
    /** By wire and position: what is announced for its bytes. Bytes that come are those, whatever comes with them. */
    private final Map<Wire, TreeMap<Long, long[]>> announced = new HashMap<>();
    private final List<Integer> nonces = new ArrayList<>();

    Mischief(Peer peer, SplittableRandom random, boolean inPlace) {
        this.peer = peer;
        this.random = random;
        this.inPlace = inPlace;
    }

    /** One act, or some. */
    void act() {
        Wire w = wire();
        switch (random.nextInt(20)) {
            case 0, 1 -> send(vary(w.seg()).opt(malformed()));
            case 2 -> send(anything(w));
            case 3, 4, 5 -> data(w);
            case 6 -> mapping(w);
            case 7 -> dataFin(w);
            case 8 -> send(vary(w.seg()).win(WINDOWS[below(WINDOWS.length)]).dack(peer.received() - below(3) * 100L));
            case 9 -> acknowledgements(w);
            case 10 -> timestamps(w);
            case 11 -> send(vary(w.seg()).opt(signal()));
            case 12 -> announce(w);
            case 13 -> join();
            case 14 -> reset(w);
            case 15 -> sacks(w);
            case 16 -> replay();
            case 17 -> burst(w);
            case 18 -> bareChecksums(w);
            default -> again(w);
        }
    }

    private int below(int n) {
        return random.nextInt(n);
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    private long edge() {
        return EDGES[below(EDGES.length)] + (chance(0.3) ? below(2_000) - 1_000 : 0);
    }

    private Wire wire() {
        return peer.wire(below(peer.wires()));
    }

    private void send(Seg seg) {
        byte[] packet;
        try {
            packet = seg.bytes();
        } catch (IllegalArgumentException e) {
            packet = seg.bare().bytes(); // the options leave no room for others
        }
        send(packet);
    }

    private void send(byte[] packet) {
        if (sent.size() < 50) {
            sent.add(packet);
        }
        peer.target().hostile(packet);
    }

    /** Now and then with other numbers, flags or windows than are due. */
    private Seg vary(Seg seg) {
        if (chance(0.15)) {
            seg.seq(seg.wire().next() + (chance(0.5) ? edge() : below(3_000) - 1_500));
        }
        if (chance(0.15)) {
            seg.ack(seg.wire().received() + (chance(0.5) ? edge() : below(3_000) - 1_500));
        }
        if (chance(0.1)) {
            seg.win(WINDOWS[below(WINDOWS.length)]);
        }
        if (chance(0.2)) {
            seg.dack();
        }
        if (chance(0.05)) {
            seg.rawFlags(below(256));
        }
        return seg;
    }

    // --- options without sense

    private TcpOption malformed() {
        int subtype = chance(0.8) ? below(9) : below(16);
        int length = chance(0.7) ? below(29) : chance(0.5) ? 0 : below(256);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int copies = chance(0.3) ? 2 : 1; copies > 0; copies--) {
            out.write(TcpOption.KIND_MPTCP);
            out.write(length);
            out.write(subtype << 4 | below(16));
            for (int i = 3; i < Math.min(length, 40 / copies); i++) {
                out.write(chance(0.3) ? 0 : below(256));
            }
        }
        byte[] all = out.toByteArray();
        int room = Math.min(all.length, 28);
        return new TcpOption.Raw(java.util.Arrays.copyOf(all, chance(0.2) ? below(room + 1) : room));
    }

    private TcpOption signal() {
        return switch (below(10)) {
            case 0 -> new TcpOption.MpPrio(below(2), chance(0.5) ? ABSENT : below(256));
            case 1 -> new TcpOption.RemoveAddr(0, some());
            case 2 -> new TcpOption.MpFail(0, peer.dsn(peer.next() + edge()));
            case 3 -> new TcpOption.FastClose(0, peer.stackKey() ^ 1L << below(64));
            case 4 -> new TcpOption.TcpRst(below(16), below(256));
            case 5 -> new TcpOption.JoinAck(0, new byte[20]);
            case 6 -> new TcpOption.JoinSynAck(below(2), below(256), random.nextLong(), random.nextInt());
            case 7 -> new TcpOption.JoinSyn(below(2), below(256), peer.stackToken() & 0xffff_ffffL, random.nextInt() & 0xffff_ffffL);
            case 8 -> new TcpOption.MpCapable(below(3), below(256), peer.key(), chance(0.5) ? peer.stackKey() : ABSENT,
                    ABSENT, ABSENT);
            default -> new TcpOption.OtherMptcp(below(16), below(16), new byte[below(20)]);
        };
    }

    private List<Integer> some() {
        List<Integer> ids = new ArrayList<>();
        for (int n = below(6); n >= 0; n--) {
            ids.add(chance(0.7) ? below(8) : below(256));
        }
        return ids;
    }

    private void announce(Wire w) {
        for (int n = chance(0.3) ? 30 : 1; n > 0; n--) {
            String literal = "10.0." + (1 + below(8)) + "." + (2 + below(250));
            send(w.seg().noTimestamps().opt(chance(0.8) ? peer.addAddr(below(256), literal, chance(0.7) ? 0 : below(65_536))
                    : new TcpOption.AddAddr(1, below(256), Script.inet(literal), ABSENT, ABSENT)));
        }
    }

    // --- data

    private void data(Wire w) {
        if (!peer.takesData()) {
            return;
        }
        long position = Math.max(1, w.next() + (chance(0.65) ? 0 : below(4_000) - 1_000));
        boolean plain = inPlace && w == peer.wire();
        long[] map = plain ? new long[] {position, position - 1, position + 1 + below(1_300)} : mapped(w, position, 1 + below(1_300));
        int length = (int) Math.min(map[2] - position, 1_300);
        long offset = map[1] + position - map[0];
        if (offset < 0 || offset > FAR) {
            return; // it was announced, and has no bytes
        }
        Seg seg = w.seg().seq(position).data(offset, length);
        if (plain && chance(0.85)) { // mapped as a whole, in part, or with more
            int before = (int) Math.min(offset, chance(0.7) ? 0 : below(500));
            seg.dack().map(offset - before, position - before, before + length + (chance(0.7) ? 0 : below(2_000)));
        } else if (!plain) {
            seg.dack().map(map[1], map[0], (int) (map[2] - map[0]));
        }
        send(seg);
        if (position == w.next() && chance(0.75)) {
            w.sent(length);
            peer.skipTo(Math.max(peer.next(), offset + length));
        }
    }

    /** What is announced for a position, or from now on: its first position, its offset in the stream, the position behind it. */
    private long[] mapped(Wire w, long position, int length) {
        TreeMap<Long, long[]> maps = announced.computeIfAbsent(w, each -> new TreeMap<>());
        Map.Entry<Long, long[]> known = maps.floorEntry(position);
        if (known != null && position < known.getValue()[2]) {
            return known.getValue();
        }
        long offset = Math.max(0, peer.next() + (chance(0.6) ? 0 : below(8_000) - 4_000));
        long room = Math.min(position - (known == null ? 1 : known.getValue()[2]), offset);
        long before = chance(0.7) ? 0 : Math.min(room, below(500));
        Long above = maps.ceilingKey(position);
        long end = Math.min(above == null ? Long.MAX_VALUE : above, position + length + (chance(0.7) ? 0 : below(2_000)));
        return announce(maps, position - before, offset - before, end);
    }

    private static long[] announce(TreeMap<Long, long[]> maps, long position, long offset, long end) {
        long[] map = {position, offset, end};
        maps.put(position, map);
        return map;
    }

    /** Mappings at the ends of their ranges, whose bytes do not come with them. */
    private void mapping(Wire w) {
        int length = LENGTHS[below(LENGTHS.length)];
        boolean plain = inPlace && w == peer.wire();
        long position = w.next() + (length == 0 ? 0 : chance(0.5) ? below(2_000) : edge());
        long offset = position - 1 + (plain ? 0 : edge());
        if (!plain) {
            TreeMap<Long, long[]> maps = announced.computeIfAbsent(w, each -> new TreeMap<>());
            length = Math.max(1, length);
            Map.Entry<Long, long[]> below = maps.floorEntry(position);
            Long above = maps.ceilingKey(position);
            if (below != null && below.getValue()[2] > position || above != null && above < position + length) {
                return; // what was said of these bytes holds
            }
            announce(maps, position, offset, position + length);
        }
        boolean narrow = chance(0.4);
        boolean ack = chance(0.6);
        send(vary(w.seg().noTimestamps()).opt(new TcpOption.Dss(ack ? peer.theirDsn(peer.received()) : ABSENT, ack ? narrow ? 4 : 8 : ABSENT,
                peer.dsn(offset), narrow ? 4 : 8, position, length, peer.checksums() == chance(0.9) ? below(65_536) : ABSENT,
                0, below(8) << 5)));
    }

    private void dataFin(Wire w) {
        long at = peer.next() + (chance(0.5) ? below(3_000) - 1_500 : edge());
        for (int n = 1 + below(3); n > 0; n--) {
            if (chance(0.5) && at >= 0) {
                send(w.seg().dack().dataFin(at));
            } else {
                send(w.seg().noTimestamps().opt(new TcpOption.Dss(ABSENT, ABSENT, peer.dsn(at), chance(0.3) ? 4 : 8, 0, 1 + below(2),
                        peer.checksums() ? below(65_536) : ABSENT, 1, 0)));
            }
            at += chance(0.5) ? 0 : below(3_000) - 1_500;
        }
    }

    /** A checksum where none was agreed on, and none where it was. */
    private void bareChecksums(Wire w) {
        long[] map = inPlace && w == peer.wire() ? new long[] {w.next(), w.next() - 1, w.next() + 100} : mapped(w, w.next(), 100);
        send(w.seg().dack().noTimestamps().opt(new TcpOption.Dss(ABSENT, ABSENT, peer.dsn(map[1]), 8, map[0], map[2] - map[0],
                peer.checksums() ? ABSENT : 0, 0, 0)));
    }

    // --- numbers

    private void acknowledgements(Wire w) {
        Seg seg = w.seg();
        if (chance(0.5)) {
            seg.ack(w.received() + edge());
        }
        if (chance(0.7)) {
            long dack = peer.received() + edge();
            seg.noTimestamps().opt(new TcpOption.Dss(peer.theirDsn(dack), chance(0.5) ? 4 : 8, ABSENT, ABSENT, ABSENT, ABSENT, ABSENT, 0, 0));
        }
        send(seg);
    }

    private void timestamps(Wire w) {
        send(w.seg().ts(peer.target().millis() + edge()).tsEcho(chance(0.5) ? w.theirTimestamp() : edge()));
    }

    private void sacks(Wire w) {
        long[] edges = new long[2 * (1 + below(3))];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = w.received() + (chance(0.7) ? below(6_000) - 2_000 : edge());
        }
        send(w.seg().noTimestamps().sack(edges));
    }

    private void reset(Wire w) {
        if (chance(0.3)) {
            send(w.seg().flags(chance(0.5) ? "R" : "R.").seq(w.next() + 1 + below(60_000)).opt(new TcpOption.TcpRst(0, below(10))));
        } else {
            send(w.seg().flags("S").seq(chance(0.5) ? 0 : w.next() + below(60_000) - 30_000).opt(signal()));
        }
    }

    private Seg anything(Wire w) {
        return w.seg().seq(random.nextInt()).ack(random.nextInt()).rawFlags(below(256) & ~TcpFlags.RST).win(below(65_536));
    }

    // --- what was sent before

    private void replay() {
        if (!sent.isEmpty()) {
            byte[] packet = sent.get(below(sent.size()));
            for (int n = chance(0.2) ? 100 : 1; n > 0; n--) {
                peer.target().hostile(packet);
            }
        }
    }

    private void burst(Wire w) {
        byte[] packet = vary(w.seg()).opt(chance(0.5) ? signal() : malformed()).bare().bytes();
        for (int n = 20 + below(100); n > 0; n--) {
            peer.target().hostile(packet);
        }
    }

    /** The same four-tuple opened again, in whatever state it is. */
    private void again(Wire w) {
        Seg syn = w.seg().flags("S").seq(chance(0.5) ? random.nextInt() : w.next() + 1_000_000).opt(new TcpOption.Mss(1_000));
        send(switch (below(3)) {
            case 0 -> syn.opt(new TcpOption.MpCapable(peer.version() == 0 ? 0 : 1, 1, peer.version() == 0 ? peer.key() : ABSENT, ABSENT, ABSENT,
                    ABSENT));
            case 1 -> syn.opt(new TcpOption.JoinSyn(0, below(256), peer.stackToken() & 0xffff_ffffL, random.nextInt() & 0xffff_ffffL));
            default -> syn;
        });
    }

    private void join() {
        if (peer.version() < 0) {
            return;
        }
        int nonce = nonces.isEmpty() || chance(0.5) ? random.nextInt() : nonces.get(below(nonces.size()));
        nonces.add(nonce);
        Wire w = peer.stranger("10.0.3." + (2 + below(200)));
        send(peer.joinSyn(w, below(256), nonce));
        if (chance(0.5)) { // with an HMAC of nothing, or of another's nonces
            byte[] hmac = peer.crypto().joinHmac160(peer.key(), peer.stackKey(), nonce, random.nextInt());
            send(w.seg().seq(1).ack(1 + (chance(0.5) ? 0 : edge())).opt(new TcpOption.JoinAck(0, hmac)));
            send(w.seg().seq(1).opt(new TcpOption.RemoveAddr(0, some())));
        }
    }
}
