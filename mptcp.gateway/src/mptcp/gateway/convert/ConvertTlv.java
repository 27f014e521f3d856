package mptcp.gateway.convert;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a message: type, length in words of four bytes, value filled up with zeros (RFC 8803 section 6.2). Buffers have
 * their content between position and limit, and are not changed.
 */
public sealed interface ConvertTlv {
    int WORD = 4;

    /** Section 6.2.1, table 1. */
    int type();

    /** Appends the value, without the padding. */
    void putValue(ByteBuffer to);

    /** Asks which extensions are supported (section 6.2.3). */
    record Info() implements ConvertTlv {
        static final int TYPE = 1;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.putShort((short) 0);
        }
    }

    /**
     * Asks for a connection (section 6.2.5). IPv4 addresses are mapped ones on the wire.
     *
     * @param options of TCP that it is to have; empty: none in particular
     */
    record Connect(InetSocketAddress destination, ByteBuffer options) implements ConvertTlv {
        static final int TYPE = 10;
        /** Port and address. */
        private static final int FIXED = 18;
        private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.putShort((short) destination.getPort());
            if (destination.getAddress() instanceof Inet4Address) {
                to.put(MAPPED);
            }
            to.put(destination.getAddress().getAddress()).put(options.duplicate());
        }

        private static Connect parse(ByteBuffer value) throws ConvertException {
            check(value.remaining() >= FIXED, "a Connect TLV has at least five words");
            int port = value.getShort() & 0xffff;
            byte[] address = new byte[16];
            value.get(address);
            try {
                return new Connect(new InetSocketAddress(InetAddress.getByAddress(address), port), value.slice());
            } catch (UnknownHostException e) {
                throw new IllegalStateException(e); // 16 bytes are an address
            }
        }

        /**
         * The kinds of the options.
         *
         * @throws ConvertException if they are not whole
         */
        public List<Integer> kinds() throws ConvertException {
            List<Integer> kinds = new ArrayList<>();
            ByteBuffer left = options.duplicate();
            while (left.hasRemaining()) {
                int kind = left.get() & 0xff;
                if (kind == 0) { // the end of the list, as which the padding counts
                    break;
                }
                if (kind != 1) { // no operation has no length
                    check(left.hasRemaining(), "a TCP option has a length");
                    int length = left.get() & 0xff;
                    check(length >= 2 && length - 2 <= left.remaining(), "a TCP option ends within the TLV");
                    left.position(left.position() + length - 2);
                    kinds.add(kind);
                }
            }
            return kinds;
        }
    }

    /** The options that the destination answered with (section 6.2.6). */
    record ExtendedTcpHeader(ByteBuffer options) implements ConvertTlv {
        static final int TYPE = 20;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.putShort((short) 0).put(options.duplicate());
        }
    }

    /** The answer to {@link Info}: kinds of TCP options (section 6.2.4). */
    record SupportedTcpExtensions(List<Integer> kinds) implements ConvertTlv {
        static final int TYPE = 21;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.putShort((short) 0);
            kinds.forEach(kind -> to.put(kind.byteValue()));
        }

        private static SupportedTcpExtensions parse(ByteBuffer value) {
            List<Integer> kinds = new ArrayList<>();
            value.getShort();
            while (value.hasRemaining()) {
                int kind = value.get() & 0xff;
                if (kind != 0) { // padding
                    kinds.add(kind);
                }
            }
            return new SupportedTcpExtensions(List.copyOf(kinds));
        }
    }

    /** What the converter knows a client by (section 6.2.7); its own padding is part of it when it is read. */
    record Cookie(ByteBuffer cookie) implements ConvertTlv {
        static final int TYPE = 22;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.putShort((short) 0).put(cookie.duplicate());
        }
    }

    /** Why there is no connection (section 6.2.8). @param value by the error; its padding is part of it when it is read */
    record Failure(ConvertError error, ByteBuffer value) implements ConvertTlv {
        static final int TYPE = 30;

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void putValue(ByteBuffer to) {
            to.put((byte) error.code()).put(value.duplicate());
        }
    }

    /** @param value at least two bytes, all of it taken */
    static ConvertTlv parse(int type, ByteBuffer value) throws ConvertException {
        return switch (type) {
            case Info.TYPE -> {
                check(value.remaining() == 2, "an Info TLV has one word");
                yield new Info();
            }
            case Connect.TYPE -> Connect.parse(value);
            case ExtendedTcpHeader.TYPE -> new ExtendedTcpHeader(behindUnused(value));
            case SupportedTcpExtensions.TYPE -> SupportedTcpExtensions.parse(value);
            case Cookie.TYPE -> new Cookie(behindUnused(value));
            case Failure.TYPE -> new Failure(ConvertError.of(value.get() & 0xff), value.slice());
            case 0 -> throw new ConvertException(ConvertError.UNSUPPORTED_MESSAGE, "type 0 is reserved");
            default -> throw new ConvertException(ConvertError.UNSUPPORTED_MESSAGE, "there is no TLV of type " + type);
        };
    }

    private static ByteBuffer behindUnused(ByteBuffer value) {
        value.getShort();
        return value.slice();
    }

    private static void check(boolean holds, String rule) throws ConvertException {
        if (!holds) {
            throw new ConvertException(ConvertError.MALFORMED_MESSAGE, rule);
        }
    }
}
