package mptcp.testkit.wire;

import static mptcp.testkit.wire.Wild.ABSENT;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads the option area of a TCP header, strictly: what is not well formed is an exception, never skipped. */
final class OptionDecoder {
    private OptionDecoder() {}

    /**
     * @throws MalformedPacketException if lengths do not fit or padding after the end of the list is not zero
     */
    static List<TcpOption> decode(byte[] area) throws MalformedPacketException {
        List<TcpOption> options = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(area);
        while (in.hasRemaining()) {
            int kind = in.get() & 0xff;
            if (kind == TcpOption.KIND_EOL) {
                options.add(new TcpOption.Eol());
                requireZeros(in);
            } else if (kind == TcpOption.KIND_NOP) {
                options.add(new TcpOption.Nop());
            } else {
                options.add(one(kind, body(kind, in)));
            }
        }
        return options;
    }

    private static void requireZeros(ByteBuffer in) throws MalformedPacketException {
        while (in.hasRemaining()) {
            if (in.get() != 0) {
                throw new MalformedPacketException("padding after the end of the options is not zero");
            }
        }
    }

    private static ByteBuffer body(int kind, ByteBuffer in) throws MalformedPacketException {
        if (!in.hasRemaining()) {
            throw new MalformedPacketException("option " + kind + " has no length");
        }
        int length = in.get() & 0xff;
        if (length < 2 || length - 2 > in.remaining()) {
            throw new MalformedPacketException("option " + kind + " says its length is " + length + ", and "
                    + (in.remaining() + 2) + " octets are left");
        }
        byte[] body = new byte[length - 2];
        in.get(body);
        return ByteBuffer.wrap(body);
    }

    private static TcpOption one(int kind, ByteBuffer in) throws MalformedPacketException {
        int length = in.remaining() + 2;
        return switch (kind) {
            case TcpOption.KIND_MSS -> {
                require(kind, length == 4, length);
                yield new TcpOption.Mss(number(in, 2));
            }
            case TcpOption.KIND_WINDOW_SCALE -> {
                require(kind, length == 3, length);
                yield new TcpOption.WindowScale(number(in, 1));
            }
            case TcpOption.KIND_SACK_PERMITTED -> {
                require(kind, length == 2, length);
                yield new TcpOption.SackPermitted();
            }
            case TcpOption.KIND_SACK -> {
                require(kind, length > 2 && (length - 2) % 8 == 0, length);
                List<TcpOption.Sack.Block> blocks = new ArrayList<>();
                while (in.hasRemaining()) {
                    blocks.add(new TcpOption.Sack.Block(number(in, 4), number(in, 4)));
                }
                yield new TcpOption.Sack(blocks);
            }
            case TcpOption.KIND_TIMESTAMPS -> {
                require(kind, length == 10, length);
                yield new TcpOption.Timestamps(number(in, 4), number(in, 4));
            }
            case TcpOption.KIND_MPTCP -> {
                require(kind, length >= 3, length);
                yield mptcp(in);
            }
            default -> new TcpOption.Other(kind, rest(in));
        };
    }

    private static void require(int kind, boolean ok, int length) throws MalformedPacketException {
        if (!ok) {
            throw new MalformedPacketException("option " + kind + " cannot have the length " + length);
        }
    }

    private static TcpOption mptcp(ByteBuffer in) {
        int length = in.remaining() + 2;
        int first = in.get() & 0xff;
        int subtype = first >> 4;
        int flags = first & 0xf;
        TcpOption known = switch (subtype) {
            case TcpOption.MP_CAPABLE -> capable(flags, length, in);
            case TcpOption.MP_JOIN -> join(flags, length, in);
            case TcpOption.DSS -> dss(length, in);
            case TcpOption.ADD_ADDR -> addAddr(flags, length, in);
            case TcpOption.REMOVE_ADDR -> length > 3 ? removeAddr(flags, in) : null;
            case TcpOption.MP_PRIO -> length == 3 || length == 4
                    ? new TcpOption.MpPrio(flags, length == 4 ? number(in, 1) : ABSENT) : null;
            case TcpOption.MP_FAIL ->
                length == 12 ? new TcpOption.MpFail((long) flags << 8 | number(in, 1), number(in, 8)) : null;
            case TcpOption.MP_FASTCLOSE ->
                length == 12 ? new TcpOption.FastClose((long) flags << 8 | number(in, 1), number(in, 8)) : null;
            case TcpOption.MP_TCPRST -> length == 4 ? new TcpOption.TcpRst(flags, number(in, 1)) : null;
            default -> null;
        };
        return known != null ? known : new TcpOption.OtherMptcp(subtype, flags, rest(in.position(1)));
    }

    private static TcpOption capable(int version, int length, ByteBuffer in) {
        boolean legal = switch (length) {
            case 12, 20 -> true;
            case 4, 22, 24 -> version >= 1;
            default -> false;
        };
        if (!legal) {
            return null;
        }
        return new TcpOption.MpCapable(version, number(in, 1), optional(length >= 12, in, 8),
                optional(length >= 20, in, 8), optional(length >= 22, in, 2), optional(length >= 24, in, 2));
    }

    private static TcpOption join(int flags, int length, ByteBuffer in) {
        return switch (length) {
            case 12 -> new TcpOption.JoinSyn(flags, number(in, 1), number(in, 4), number(in, 4));
            case 16 -> new TcpOption.JoinSynAck(flags, number(in, 1), number(in, 8), number(in, 4));
            case 24 -> number(in, 1) == 0 ? new TcpOption.JoinAck(flags, rest(in)) : null;
            default -> null;
        };
    }

    private static TcpOption dss(int length, ByteBuffer in) {
        if (length < 4) {
            return null;
        }
        int flags = in.get() & 0xff;
        boolean hasAck = (flags & 1) != 0;
        boolean hasMap = (flags & 4) != 0;
        int ackWidth = (flags & 2) != 0 ? 8 : 4;
        int dsnWidth = (flags & 8) != 0 ? 8 : 4;
        int least = 4 + (hasAck ? ackWidth : 0) + (hasMap ? dsnWidth + 6 : 0);
        if (length != least && !(hasMap && length == least + 2)) {
            return null;
        }
        return new TcpOption.Dss(
                optional(hasAck, in, ackWidth), hasAck ? ackWidth : ABSENT,
                optional(hasMap, in, dsnWidth), hasMap ? dsnWidth : ABSENT,
                optional(hasMap, in, 4), optional(hasMap, in, 2), optional(length > least, in, 2),
                flags >> 4 & 1, flags & 0xe0);
    }

    private static TcpOption addAddr(int flags, int length, ByteBuffer in) {
        boolean version0 = flags == 4 || flags == 6;
        boolean legal = switch (length) {
            case 8, 10 -> flags != 6;
            case 20, 22 -> flags != 4;
            case 16, 18, 28, 30 -> !version0;
            default -> false;
        };
        if (!legal) {
            return null;
        }
        long id = number(in, 1);
        byte[] address = new byte[length >= 20 ? 16 : 4];
        in.get(address);
        boolean hasPort = length % 4 == 2;
        boolean hasHmac = in.remaining() >= 8;
        return new TcpOption.AddAddr(flags, id, address(address), optional(hasPort, in, 2), optional(hasHmac, in, 8));
    }

    private static TcpOption removeAddr(int flags, ByteBuffer in) {
        List<Integer> ids = new ArrayList<>();
        while (in.hasRemaining()) {
            ids.add((int) number(in, 1));
        }
        return new TcpOption.RemoveAddr(flags, ids);
    }

    static InetAddress address(byte[] octets) {
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + octets.length + " octets", e);
        }
    }

    private static long optional(boolean there, ByteBuffer in, int octets) {
        return there ? number(in, octets) : ABSENT;
    }

    private static long number(ByteBuffer in, int octets) {
        long value = 0;
        for (int i = 0; i < octets; i++) {
            value = value << 8 | in.get() & 0xff;
        }
        return value;
    }

    private static byte[] rest(ByteBuffer in) {
        byte[] rest = new byte[in.remaining()];
        in.get(rest);
        return rest;
    }
}
