package mptcp.gateway.convert;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A message: a header of one word and TLVs, with which each end of a connection to a converter begins (RFC 8803 section 6).
 * Immutable.
 */
public record ConvertMessage(List<ConvertTlv> tlvs) {
    public static final int VERSION = 1;
    /** Bytes of the header, which says how long the message is. */
    public static final int HEADER = 4;
    private static final int MAGIC = 0x2263;
    private static final int MAX_WORDS = 255;
    /** Bytes of the longest. */
    public static final int LONGEST = MAX_WORDS * ConvertTlv.WORD;

    public ConvertMessage {
        tlvs = List.copyOf(tlvs);
    }

    public ConvertMessage(ConvertTlv... tlvs) {
        this(List.of(tlvs));
    }

    /** An error with what belongs to it; as much of that as a message holds. */
    public static ConvertMessage of(ConvertError error, byte... value) {
        int room = LONGEST - HEADER - 3;
        return new ConvertMessage(new ConvertTlv.Failure(error, ByteBuffer.wrap(value, 0, Math.min(value.length, room))));
    }

    /** Says what is wrong with a message, which is given back where it is aligned as it was (section 6.2.8). */
    public static ConvertMessage echo(ConvertError error, byte[] message) {
        byte[] value = new byte[message.length + 1];
        System.arraycopy(message, 0, value, 1, message.length);
        return of(error, value);
    }

    /** @throws IllegalArgumentException if it is longer than 1020 bytes */
    public ByteBuffer encode() {
        ByteBuffer to = ByteBuffer.allocate(2 * MAX_WORDS * ConvertTlv.WORD);
        to.put((byte) VERSION).put((byte) 0).putShort((short) MAGIC);
        for (ConvertTlv tlv : tlvs) {
            int start = to.position();
            to.put((byte) tlv.type()).put((byte) 0);
            tlv.putValue(to);
            int words = words(to.position() - start);
            to.position(start + words * ConvertTlv.WORD); // what is passed over is zero
            to.put(start + 1, (byte) words);
        }
        int words = words(to.position());
        if (words > MAX_WORDS) {
            throw new IllegalArgumentException("a Convert message has at most " + MAX_WORDS + " words, not " + words);
        }
        return to.put(1, (byte) words).flip();
    }

    private static int words(int bytes) {
        return Math.ceilDiv(bytes, ConvertTlv.WORD);
    }

    /**
     * How long a message is.
     *
     * @param header its first {@link #HEADER} bytes, at the position; not changed
     * @return bytes, the header among them
     * @throws ConvertException if this begins no message that is supported; without an error, if there is nothing to say but a reset
     */
    public static int length(ByteBuffer header) throws ConvertException {
        int at = header.position();
        if ((header.getShort(at + 2) & 0xffff) != MAGIC) {
            throw new ConvertException(ConvertError.MALFORMED_MESSAGE, "this is no Convert message");
        }
        if (header.get(at) != VERSION) {
            throw new ConvertException(ConvertError.UNSUPPORTED_VERSION, "version " + (header.get(at) & 0xff));
        }
        int words = header.get(at + 1) & 0xff;
        if (words == 0) {
            throw new ConvertException(null, "a message has its header"); // section 6.1: the connection is reset
        }
        return words * ConvertTlv.WORD;
    }

    /**
     * Reads a message.
     *
     * @param whole of the length that it says; taken
     * @throws ConvertException if something is wrong with it
     */
    public static ConvertMessage decode(ByteBuffer whole) throws ConvertException {
        int length = length(whole);
        if (whole.remaining() != length) {
            throw new ConvertException(ConvertError.MALFORMED_MESSAGE, whole.remaining() + " bytes instead of " + length);
        }
        whole.position(whole.position() + HEADER);
        List<ConvertTlv> tlvs = new ArrayList<>();
        Set<Integer> types = new HashSet<>();
        while (whole.hasRemaining()) {
            int type = whole.get() & 0xff;
            int value = (whole.get() & 0xff) * ConvertTlv.WORD - 2;
            if (value < 0 || value > whole.remaining()) {
                throw new ConvertException(ConvertError.MALFORMED_MESSAGE, "a TLV that does not end within its message");
            }
            if (!types.add(type)) {
                throw new ConvertException(ConvertError.MALFORMED_MESSAGE, "two TLVs of type " + type);
            }
            tlvs.add(ConvertTlv.parse(type, whole.slice(whole.position(), value)));
            whole.position(whole.position() + value);
        }
        return new ConvertMessage(tlvs);
    }

    /** The TLV of a type, if there is one. */
    public <T extends ConvertTlv> Optional<T> find(Class<T> type) {
        return tlvs.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}
