package mptcp.interop;

import java.nio.ByteBuffer;
import java.util.StringJoiner;

/**
 * A TCP segment as a line in which nothing stands that differs from run to run: flags, numbers relative to the initial ones,
 * the length of the payload, and the options with their lengths; of DSS its flags and mapping length, of others no values. Not
 * for concurrent use.
 */
final class WireText {
    private static final String[] MPTCP = {"capable", "join", "dss", "add", "remove", "prio", "fail", "fastclose", "rst"};
    private int ourIsn;
    private int theirIsn;

    /** Null for what is no TCP over IPv4. */
    String of(byte[] packet, boolean own) {
        if (packet.length < 40 || packet[0] >> 4 != 4 || packet[9] != 6) {
            return null;
        }
        ByteBuffer b = ByteBuffer.wrap(packet);
        int tcp = (packet[0] & 15) * 4;
        int flags = packet[tcp + 13];
        int seq = b.getInt(tcp + 4);
        if ((flags & 2) != 0 && own) {
            ourIsn = seq;
        } else if ((flags & 2) != 0) {
            theirIsn = seq;
        }
        int header = (packet[tcp + 12] >> 4 & 15) * 4;
        int length = (b.getShort(2) & 0xffff) - tcp - header;
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            if ((flags >> i & 1) != 0) {
                names.append("FSRPAU".charAt(i));
            }
        }
        long ack = (flags & 16) != 0 ? b.getInt(tcp + 8) - (own ? theirIsn : ourIsn) : 0;
        return names + " " + (seq - (own ? ourIsn : theirIsn)) + " ack " + ack + " length " + length + " <"
                + options(b, tcp + 20, tcp + header) + ">";
    }

    private static String options(ByteBuffer b, int from, int to) {
        StringJoiner all = new StringJoiner(",");
        for (int at = from; at < to;) {
            int kind = b.get(at) & 0xff;
            int length = kind < 2 ? 1 : Math.max(2, b.get(at + 1) & 0xff);
            all.add(switch (kind) {
                case 0 -> "eol";
                case 1 -> "nop";
                case 2 -> "mss";
                case 3 -> "wscale";
                case 4 -> "sackOK";
                case 5 -> "sack/" + length;
                case 8 -> "TS";
                case 30 -> mptcp(b, at, length);
                default -> kind + "/" + length;
            });
            at += length;
        }
        return all.toString();
    }

    private static String mptcp(ByteBuffer b, int at, int length) {
        int subtype = b.get(at + 2) >> 4 & 15;
        String name = subtype < MPTCP.length ? MPTCP[subtype] : "mptcp" + subtype;
        String flags = subtype == 0 || subtype == 2 ? " " + Integer.toHexString(b.get(at + 3) & 0xff) : "";
        return name + "/" + length + flags;
    }
}
