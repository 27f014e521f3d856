package mptcp.interop.dialogue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.testkit.wire.IcmpPackets;
import mptcp.testkit.wire.MptcpCrypto;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpFlags;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/**
 * The other end of a dialogue, which does nothing by itself: it puts segments that a script describes on the wire, and describes
 * those of the subject. Numbers are relative to the initial ones of each end; {@code docs/profiles.md} has the notation.
 */
final class ScriptedPeer {
    static final int SERVER_PORT = 8080;
    static final long KEY = 0x0102_0304_0506_0708L;
    /** Of the peer's timestamps; each step is one later. */
    static final int CLOCK = 100_000;
    private static final int PEER_PORT = 40_000;
    private static final Pattern SEGMENT = Pattern.compile(
            "<([a-z]?) (?:\\[(\\w+)] )?(\\S+) (-?\\d+)\\((\\d+)\\)(?: ack (-?\\d+))?(?: win (\\d+))?(?: urg (\\d+))?(?: <(.*)>)?");
    private static final Pattern UNREACHABLE = Pattern.compile("<([a-z]?) icmp (\\d+)/(\\d+)(?: mtu (\\d+))?(?: seq (-?\\d+))?");

    private final Topology topology;
    private final Map<String, Flow> flows = new LinkedHashMap<>();
    private final PeerOptions options = new PeerOptions(this);
    private byte[] latest = {};
    private int step;
    /** The subject's key, if it was seen. */
    private long subjectKey;
    private boolean knowsKey;

    ScriptedPeer(Topology topology) {
        this.topology = topology;
    }

    void step(int number) {
        step = number;
    }

    int clock() {
        return CLOCK + step;
    }

    long subjectKey() {
        return subjectKey;
    }

    private static final MptcpCrypto CRYPTO = MptcpCrypto.V1;

    int subjectToken() {
        return CRYPTO.token(subjectKey);
    }

    long subjectIdsn() {
        return CRYPTO.idsn(subjectKey);
    }

    static long peerIdsn() {
        return CRYPTO.idsn(KEY);
    }

    InetAddress subject(int index) {
        return literal(topology.subject().get(index).replaceAll("/.*", ""));
    }

    InetAddress peer(int index) {
        return literal(topology.peer().get(index));
    }

    static InetAddress literal(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Names an address of the topology for scripts. */
    String name(InetAddress address) {
        for (int i = 0; i < 2; i++) {
            if (address.equals(subject(i))) {
                return "s" + i;
            }
            if (address.equals(peer(i))) {
                return "p" + i;
            }
        }
        return address.getHostAddress();
    }

    InetAddress named(String name) {
        return switch (name) {
            case "s0", "s1" -> subject(name.charAt(1) - '0');
            case "p0", "p1" -> peer(name.charAt(1) - '0');
            default -> literal(name);
        };
    }

    /** The flow of this letter; one that is new is opened by the peer, from its second address but for the first. */
    private Flow flow(String name) {
        String key = name.isEmpty() ? "a" : name;
        return flows.computeIfAbsent(key, k -> new Flow(k, subject(0), SERVER_PORT, peer(k.equals("a") ? 0 : 1),
                PEER_PORT + k.charAt(0) - 'a'));
    }

    // --- to the subject

    /** The packet that a line describes. */
    byte[] packet(String line) {
        Matcher icmp = UNREACHABLE.matcher(line);
        if (icmp.matches()) {
            byte[] quoted = latest.clone();
            if (icmp.group(5) != null) {
                Flow f = flow(icmp.group(1));
                int at = (quoted[0] >> 4 == 4 ? 20 : 40) + 4;
                int seq = f.subjectIsn + Integer.parseInt(icmp.group(5));
                for (int i = 0; i < 4; i++) {
                    quoted[at + i] = (byte) (seq >>> 24 - 8 * i);
                }
            }
            InetAddress router = peer(1);
            return icmp.group(4) != null ? IcmpPackets.tooBig(router, quoted, Integer.parseInt(icmp.group(4)))
                    : IcmpPackets.message(router, quoted, Integer.parseInt(icmp.group(2)), Integer.parseInt(icmp.group(3)));
        }
        Matcher m = SEGMENT.matcher(line);
        if (!m.matches()) {
            throw new IllegalArgumentException(line);
        }
        Flow f = flow(m.group(1));
        int ecn = m.group(2) == null ? 0 : switch (m.group(2)) {
            case "ect0" -> 2;
            case "ect1" -> 1;
            case "ce" -> 3;
            default -> Integer.decode(m.group(2));
        };
        int flags = TcpFlags.of(m.group(3));
        byte[] payload = new byte[Integer.parseInt(m.group(5))];
        int seq = Flow.ISN + Integer.parseInt(m.group(4));
        int ack = m.group(6) == null ? 0 : f.subjectIsn + Integer.parseInt(m.group(6));
        int window = m.group(7) == null ? 0xffff : Integer.parseInt(m.group(7));
        int urgent = m.group(8) == null ? 0 : Integer.parseInt(m.group(8));
        List<TcpOption> list = m.group(9) == null ? List.of() : options.parse(m.group(9), f);
        return PacketEncoder.encode(new TcpPacket(f.peer, f.subject, ecn, 64, f.peerPort, f.subjectPort, seq, ack, flags, window,
                urgent, list, payload));
    }

    // --- from the subject

    /** Learns what it tells of, and describes it; null: not of TCP. */
    String text(byte[] bytes) {
        TcpPacket p;
        try {
            p = mptcp.testkit.wire.PacketDecoder.decode(bytes);
        } catch (mptcp.testkit.wire.MalformedPacketException e) {
            return isTcp(bytes) ? "malformed: " + e.getMessage() : null;
        }
        latest = bytes;
        Flow f = flowOf(p);
        boolean ofIpv4 = bytes[0] >> 4 == 4;
        if (p.has(TcpFlags.SYN) || !f.knowsIsn && !p.has(TcpFlags.RST)) {
            f.subjectIsn = p.seq();
            f.knowsIsn = true;
        }
        p.option(TcpOption.Timestamps.class).ifPresent(t -> f.timestamp = (int) t.value());
        learn(p, f);
        StringBuilder text = new StringBuilder(f.name.equals("a") ? "" : f.name + " ");
        if (p.trafficClass() != 0) {
            text.append("[").append(p.trafficClass()).append("] ");
        }
        text.append(TcpFlags.text(p.flags())).append(' ');
        text.append(p.seq() == 0 ? 0 : p.seq() - f.subjectIsn).append('(').append(p.payload().length).append(')');
        if (p.has(TcpFlags.ACK) || p.ack() != 0) {
            text.append(" ack ").append(p.ack() - Flow.ISN);
        }
        text.append(" win ").append(p.window());
        if (p.hopLimit() != 64) {
            text.append(" ttl ").append(p.hopLimit());
        }
        List<String> all = new ArrayList<>();
        p.options().forEach(o -> all.add(options.text(o, f)));
        return text + (all.isEmpty() ? "" : " <" + String.join(",", all) + ">") + (ofIpv4 ? "" : "");
    }

    private static boolean isTcp(byte[] b) {
        return b.length >= 20 && (b[0] >> 4 == 4 ? b[9] == 6 : b[6] == 6);
    }

    private Flow flowOf(TcpPacket p) {
        for (Flow f : flows.values()) {
            if (f.subject.equals(p.source()) && f.subjectPort == p.sourcePort() && f.peer.equals(p.destination())
                    && f.peerPort == p.destinationPort()) {
                if (p.flags() == TcpFlags.SYN && f.knowsIsn && p.seq() != f.subjectIsn) {
                    f.subjectIsn = p.seq(); // another attempt
                }
                return f;
            }
        }
        String name = flows.isEmpty() ? "a" : String.valueOf((char) ('a' + flows.size()));
        Flow f = new Flow(name, p.source(), p.sourcePort(), p.destination(), p.destinationPort());
        flows.put(name, f);
        return f;
    }

    private void learn(TcpPacket p, Flow f) {
        p.option(TcpOption.MpCapable.class).ifPresent(c -> {
            if (mptcp.testkit.wire.Wild.present(c.senderKey())) {
                subjectKey = c.senderKey();
                knowsKey = true;
            }
        });
        p.option(TcpOption.JoinSyn.class).ifPresent(j -> f.subjectNonce = (int) j.nonce());
        p.option(TcpOption.JoinSynAck.class).ifPresent(j -> f.subjectNonce = (int) j.nonce());
    }

    boolean knowsKey() {
        return knowsKey;
    }

    // --- proofs

    byte[] hmac(Flow f, boolean ofPeer) {
        return ofPeer ? CRYPTO.joinHmac(KEY, subjectKey, Flow.NONCE, f.subjectNonce)
                : CRYPTO.joinHmac(subjectKey, KEY, f.subjectNonce, Flow.NONCE);
    }

    long addressHmac(boolean ofPeer, int id, InetAddress address, int port) {
        return CRYPTO.addAddrHmac64(ofPeer ? KEY : subjectKey, ofPeer ? subjectKey : KEY, id, address.getAddress(), port);
    }

    static byte[] first(byte[] bytes, int n) {
        return Arrays.copyOf(bytes, n);
    }
}
