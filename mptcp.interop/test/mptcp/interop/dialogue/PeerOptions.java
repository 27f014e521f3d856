package mptcp.interop.dialogue;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.Wild;

/** Options as scripts write them, in both directions. Values that nobody can know have names, or say whether they are right. */
final class PeerOptions {
    private final ScriptedPeer peer;

    PeerOptions(ScriptedPeer peer) {
        this.peer = peer;
    }

    // --- to the subject

    List<TcpOption> parse(String text, Flow f) {
        List<TcpOption> all = new ArrayList<>();
        for (String each : text.split(",")) {
            all.add(one(each.split("/"), f));
        }
        return all;
    }

    private TcpOption one(String[] w, Flow f) {
        return switch (w[0]) {
            case "mss" -> new TcpOption.Mss(number(w, 1, 1460));
            case "sok" -> new TcpOption.SackPermitted();
            case "ws" -> new TcpOption.WindowScale(number(w, 1, 7));
            case "nop" -> new TcpOption.Nop();
            case "eol" -> new TcpOption.Eol();
            case "ts" -> new TcpOption.Timestamps(peer.clock() + number(w, 1, 0), f.timestamp + number(w, 2, 0) & 0xffff_ffffL);
            case "ts0" -> new TcpOption.Timestamps(peer.clock(), 0);
            case "sack" -> new TcpOption.Sack(Arrays.stream(w).skip(1).map(b -> {
                String[] ends = b.split("-");
                return new TcpOption.Sack.Block(f.subjectIsn + Integer.parseInt(ends[0]) & 0xffff_ffffL,
                        f.subjectIsn + Integer.parseInt(ends[1]) & 0xffff_ffffL);
            }).toList());
            case "fo" -> new TcpOption.Other(TcpOption.KIND_FAST_OPEN, w.length > 1 ? HexFormat.of().parseHex(w[1]) : new byte[0]);
            case "raw" -> new TcpOption.Raw(HexFormat.of().parseHex(w[1]));
            default -> multipath(w, f);
        };
    }

    private static int number(String[] w, int at, int otherwise) {
        return w.length > at ? Integer.decode(w[at]) : otherwise;
    }

    private TcpOption multipath(String[] w, Flow f) {
        return switch (w[0]) {
            // mpcSIZE/FLAGS/VERSION/LENGTH
            case "mpc4" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ABSENT, ABSENT, ABSENT, ABSENT);
            case "mpc12" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ScriptedPeer.KEY, ABSENT, ABSENT, ABSENT);
            case "mpc20" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ScriptedPeer.KEY, peer.subjectKey(), ABSENT, ABSENT);
            case "mpc20x" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ScriptedPeer.KEY, peer.subjectKey() + 1, ABSENT,
                    ABSENT);
            case "mpc22" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ScriptedPeer.KEY, peer.subjectKey(), number(w, 3, 100),
                    ABSENT);
            case "mpc24" -> new TcpOption.MpCapable(number(w, 2, 1), number(w, 1, 1), ScriptedPeer.KEY, peer.subjectKey(), number(w, 3, 100),
                    checksum(ScriptedPeer.peerIdsn() + 1, 1, number(w, 3, 100)));
            case "join" -> new TcpOption.JoinSyn(number(w, 2, 0), number(w, 1, 1), peer.subjectToken(), Flow.NONCE);
            case "joinx" -> new TcpOption.JoinSyn(number(w, 2, 0), number(w, 1, 1), peer.subjectToken() + 1, Flow.NONCE);
            case "joinsa" -> new TcpOption.JoinSynAck(number(w, 2, 0), number(w, 1, 1), ByteBuffer.wrap(peer.hmac(f, true)).getLong(),
                    Flow.NONCE);
            case "joinsax" -> new TcpOption.JoinSynAck(number(w, 2, 0), number(w, 1, 1), 5, Flow.NONCE);
            case "joina" -> new TcpOption.JoinAck(0, ScriptedPeer.first(peer.hmac(f, true), 20));
            case "joinax" -> new TcpOption.JoinAck(0, new byte[20]);
            case "dss" -> dss(w);
            case "addr" -> address(0, w, 0);
            case "addrx" -> address(0, w, 1);
            case "echo" -> {
                int port = number(w, 3, 0);
                yield new TcpOption.AddAddr(1, number(w, 1, 1), peer.named(w[2]), port == 0 ? ABSENT : port, ABSENT);
            }
            case "rm" -> new TcpOption.RemoveAddr(0, Arrays.stream(w).skip(1).map(Integer::valueOf).toList());
            case "prio" -> new TcpOption.MpPrio(number(w, 1, 0), ABSENT);
            case "fail" -> new TcpOption.MpFail(0, peer.subjectIdsn() + number(w, 1, 1));
            case "fc" -> new TcpOption.FastClose(0, peer.subjectKey());
            case "fcx" -> new TcpOption.FastClose(0, peer.subjectKey() + 1);
            case "rst" -> new TcpOption.TcpRst(number(w, 1, 0), number(w, 2, 0));
            default -> throw new IllegalArgumentException(String.join("/", w));
        };
    }

    private TcpOption address(int flags, String[] w, int wrong) {
        InetAddress address = peer.named(w[2]);
        int port = number(w, 3, 0);
        return new TcpOption.AddAddr(flags, number(w, 1, 1), address, port == 0 ? ABSENT : port,
                peer.addressHmac(true, number(w, 1, 1), address, port) + wrong);
    }

    /** {@code dss/a8=1/m4=1+1+100/c/F}: DATA_ACK, mapping (data and subflow number, length), checksum (right, of zeros), DATA_FIN. */
    private TcpOption dss(String[] w) {
        long ack = ABSENT;
        long ackWidth = 4;
        long dsn = ABSENT;
        long dsnWidth = 4;
        long ssn = ABSENT;
        long length = ABSENT;
        long checksum = ABSENT;
        long fin = 0;
        for (String each : Arrays.copyOfRange(w, 1, w.length)) {
            switch (each.charAt(0)) {
                case 'a' -> {
                    ackWidth = each.charAt(1) - '0';
                    ack = peer.subjectIdsn() + Long.parseLong(each.substring(3));
                }
                case 'm' -> {
                    String[] parts = each.substring(3).split("\\+");
                    dsnWidth = each.charAt(1) - '0';
                    dsn = ScriptedPeer.peerIdsn() + Long.parseLong(parts[0]);
                    ssn = Long.parseLong(parts[1]);
                    length = Long.parseLong(parts[2]);
                }
                case 'c' -> checksum = checksum(dsn, (int) ssn, (int) length);
                case 'x' -> checksum = checksum(dsn, (int) ssn, (int) length) ^ 0x5555;
                case 'F' -> fin = 1;
                default -> throw new IllegalArgumentException(each);
            }
        }
        return new TcpOption.Dss(ack, ackWidth, dsn, dsnWidth, ssn, length, checksum, fin, 0);
    }

    /** Of a mapping whose bytes are zeros. */
    private static long checksum(long dsn, int ssn, int length) {
        byte[] header = ByteBuffer.allocate(16).putLong(dsn).putInt(ssn).putShort((short) length).putShort((short) 0).array();
        return mptcp.testkit.wire.InternetChecksum.of(header) & 0xffff;
    }

    // --- from the subject

    String text(TcpOption option, Flow f) {
        return switch (option) {
            case TcpOption.Eol() -> "eol";
            case TcpOption.Nop() -> "nop";
            case TcpOption.Mss(long v) -> "mss/" + v;
            case TcpOption.WindowScale(long v) -> "ws/" + v;
            case TcpOption.SackPermitted() -> "sok";
            case TcpOption.Sack(List<TcpOption.Sack.Block> blocks) -> {
                StringBuilder text = new StringBuilder("sack");
                blocks.forEach(b -> text.append('/').append((int) b.start() - Flow.ISN).append('-').append((int) b.end() - Flow.ISN));
                yield text.toString();
            }
            case TcpOption.Timestamps(long value, long echo) -> "ts/" + (echo == 0 ? "0" : "" + ((int) echo - ScriptedPeer.CLOCK));
            case TcpOption.Other(int kind, byte[] body) -> "kind" + kind + "/" + body.length;
            case TcpOption.MpCapable c -> "mpc/v" + c.version() + "/f" + Long.toHexString(c.flags())
                    + (Wild.present(c.senderKey()) ? "/K" : "")
                    + (Wild.present(c.receiverKey()) ? c.receiverKey() == ScriptedPeer.KEY ? "/P" : "/P?" : "")
                    + (Wild.present(c.dataLength()) ? "/" + c.dataLength() : "") + (Wild.present(c.checksum()) ? "/c" : "");
            case TcpOption.JoinSyn j -> "join/" + j.addressId() + "/" + j.flags()
                    + ((int) j.token() == mptcp.testkit.wire.MptcpCrypto.V1.token(ScriptedPeer.KEY) ? "" : "/wrong");
            case TcpOption.JoinSynAck j -> "joinsa/" + j.addressId() + "/" + j.flags()
                    + (j.hmac() == ByteBuffer.wrap(peer.hmac(f, false)).getLong() ? "" : "/wrong");
            case TcpOption.JoinAck j -> "joina" + (Arrays.equals(j.hmac(), ScriptedPeer.first(peer.hmac(f, false), 20)) ? "" : "/wrong");
            case TcpOption.Dss d -> "dss" + (d.hasDataAck() ? "/a" + d.dataAckWidth() + "=" + relative(d.dataAck(), ScriptedPeer.peerIdsn()) : "")
                    + (d.hasMapping() ? "/m" + d.dsnWidth() + "=" + relative(d.dsn(), peer.subjectIdsn()) + "+" + d.ssn() + "+" + d.length() : "")
                    + (Wild.present(d.checksum()) ? "/c" : "") + (d.dataFin() == 1 ? "/F" : "");
            case TcpOption.AddAddr a -> (a.flags() == 1 ? "echo/" : "addr/") + a.addressId() + "/" + peer.name(a.address())
                    + (Wild.present(a.port()) ? "/" + a.port() : "") + (Wild.present(a.hmac())
                    && a.hmac() != peer.addressHmac(false, (int) a.addressId(), a.address(), Wild.present(a.port()) ? (int) a.port() : 0)
                            ? "/wrong" : "");
            case TcpOption.RemoveAddr r -> "rm" + r.addressIds();
            case TcpOption.MpPrio p -> "prio/" + p.flags();
            case TcpOption.MpFail m -> "fail/" + relative(m.dsn(), ScriptedPeer.peerIdsn());
            case TcpOption.FastClose c -> "fc" + (c.receiverKey() == ScriptedPeer.KEY ? "" : "/wrong");
            case TcpOption.TcpRst r -> "rst/" + r.flags() + "/" + r.reason();
            default -> option.toString();
        };
    }

    private static int relative(long value, long base) {
        return (int) value - (int) base;
    }
}
