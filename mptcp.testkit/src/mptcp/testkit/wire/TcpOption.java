package mptcp.testkit.wire;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * One TCP option with every field of it. Numbers are {@code long} so that each can be {@link Wild#ANY} in an
 * expectation and {@link Wild#ABSENT} where a field is optional; on the wire they are cut to the field's width. Values
 * as in the packet: absolute sequence numbers, network order.
 */
public sealed interface TcpOption {
    int KIND_EOL = 0;
    int KIND_NOP = 1;
    int KIND_MSS = 2;
    int KIND_WINDOW_SCALE = 3;
    int KIND_SACK_PERMITTED = 4;
    int KIND_SACK = 5;
    int KIND_TIMESTAMPS = 8;
    int KIND_MPTCP = 30;
    /** RFC 7413 section 4.1.1; among {@link Other}. */
    int KIND_FAST_OPEN = 34;
    /** RFC 6994; likewise. */
    int KIND_EXPERIMENT = 254;

    int MP_CAPABLE = 0;
    int MP_JOIN = 1;
    int DSS = 2;
    int ADD_ADDR = 3;
    int REMOVE_ADDR = 4;
    int MP_PRIO = 5;
    int MP_FAIL = 6;
    int MP_FASTCLOSE = 7;
    int MP_TCPRST = 8;
    int MP_EXPERIMENTAL = 15;

    /** Whether it only fills up room. */
    default boolean padding() {
        return false;
    }

    /** Whether it is of Multipath TCP. */
    default boolean mptcp() {
        return false;
    }

    /** RFC 9293 section 3.2: the end of the list. */
    record Eol() implements TcpOption {
        @Override
        public boolean padding() {
            return true;
        }
    }

    /** RFC 9293 section 3.2. */
    record Nop() implements TcpOption {
        @Override
        public boolean padding() {
            return true;
        }
    }

    /** RFC 9293 section 3.7.1. */
    record Mss(long value) implements TcpOption {}

    /** RFC 7323 section 2.2. */
    record WindowScale(long shift) implements TcpOption {}

    /** RFC 2018 section 2. */
    record SackPermitted() implements TcpOption {}

    /** RFC 2018 section 3. */
    record Sack(List<Block> blocks) implements TcpOption {
        public Sack {
            blocks = List.copyOf(blocks);
        }

        /** @param end the first number after the block */
        public record Block(long start, long end) {}
    }

    /** RFC 7323 section 3.2. */
    record Timestamps(long value, long echo) implements TcpOption {}

    /** An option of Multipath TCP: kind 30, RFC 8684 section 3. */
    sealed interface Mptcp extends TcpOption {
        @Override
        default boolean mptcp() {
            return true;
        }
    }

    /**
     * RFC 8684 section 3.1; RFC 6824 section 3.1.
     *
     * @param flags the octet A to H
     * @param senderKey the key of the end that sends this packet, where the form has one
     * @param receiverKey that of the other end
     * @param dataLength version 1 with data: the data-level length
     * @param checksum with data and checksums: the checksum
     */
    record MpCapable(long version, long flags, long senderKey, long receiverKey, long dataLength, long checksum)
            implements Mptcp {
        public static final int FLAG_CHECKSUM = 0x80;
        public static final int FLAG_B = 0x40;
        public static final int FLAG_NO_JOIN = 0x20;
        public static final int FLAG_HMAC = 0x01;
    }

    /** RFC 8684 section 3.2, figure 5: on the SYN. @param flags the low four bits of the third octet; 1: backup */
    record JoinSyn(long flags, long addressId, long token, long nonce) implements Mptcp {}

    /** Figure 6: on the SYN/ACK. */
    record JoinSynAck(long flags, long addressId, long hmac, long nonce) implements Mptcp {}

    /** Figure 7: on the third packet. @param hmac 20 octets; null: any */
    record JoinAck(long flags, byte[] hmac) implements Mptcp {
        @Override
        public boolean equals(Object other) {
            return other instanceof JoinAck j && flags == j.flags && Arrays.equals(hmac, j.hmac);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(hmac);
        }
    }

    /**
     * RFC 8684 section 3.3. What is absent is not in the option; the flags follow from what is there and its width.
     *
     * @param dataAckWidth 4 or 8 octets (flag a)
     * @param dsnWidth 4 or 8 octets (flag m)
     * @param checksum absent where checksums are not in use
     * @param dataFin flag F, 0 or 1
     * @param reserved the other bits of the flags, 0 unless a script sets them
     */
    record Dss(long dataAck, long dataAckWidth, long dsn, long dsnWidth, long ssn, long length, long checksum,
            long dataFin, long reserved) implements Mptcp {
        public boolean hasMapping() {
            return Wild.present(dsn);
        }

        public boolean hasDataAck() {
            return Wild.present(dataAck);
        }
    }

    /**
     * RFC 8684 section 3.4.1 (flags: 1 is the echo) and RFC 6824 section 3.4.1 (flags: 4 or 6, the IP version).
     *
     * @param address null: any
     */
    record AddAddr(long flags, long addressId, InetAddress address, long port, long hmac) implements Mptcp {}

    /** RFC 8684 section 3.4.2. */
    record RemoveAddr(long flags, List<Integer> addressIds) implements Mptcp {
        public RemoveAddr {
            addressIds = List.copyOf(addressIds);
        }
    }

    /** RFC 8684 section 3.3.8; only version 0 has the address id. @param flags 1: backup */
    record MpPrio(long flags, long addressId) implements Mptcp {}

    /** RFC 8684 section 3.7. */
    record MpFail(long flags, long dsn) implements Mptcp {}

    /** RFC 8684 section 3.5. */
    record FastClose(long flags, long receiverKey) implements Mptcp {}

    /** RFC 8684 section 3.6. @param flags U, V, W, T from 8 down to 1 */
    record TcpRst(long flags, long reason) implements Mptcp {}

    /** A subtype that is unknown, experimental, or known and of a length that it cannot have. */
    record OtherMptcp(int subtype, int flags, byte[] body) implements Mptcp {
        @Override
        public boolean equals(Object other) {
            return other instanceof OtherMptcp o && subtype == o.subtype && flags == o.flags
                    && Arrays.equals(body, o.body);
        }

        @Override
        public int hashCode() {
            return subtype + 31 * Arrays.hashCode(body);
        }

        @Override
        public String toString() {
            return "OtherMptcp[subtype=" + subtype + ", flags=" + flags + ", body=" + HexFormat.of().formatHex(body)
                    + "]";
        }
    }

    /** Another kind, with what follows its length octet. */
    record Other(int kind, byte[] body) implements TcpOption {
        @Override
        public boolean equals(Object other) {
            return other instanceof Other o && kind == o.kind && Arrays.equals(body, o.body);
        }

        @Override
        public int hashCode() {
            return kind + 31 * Arrays.hashCode(body);
        }
    }

    /** Bytes put into the option area as they are: for malformed options. Never comes out of the decoder. */
    record Raw(byte[] bytes) implements TcpOption {
        @Override
        public boolean equals(Object other) {
            return other instanceof Raw r && Arrays.equals(bytes, r.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }
}
