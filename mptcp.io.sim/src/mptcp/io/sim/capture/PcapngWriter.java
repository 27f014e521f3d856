package mptcp.io.sim.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Writes a capture (pcapng 1.0, draft-ietf-opsawg-pcapng): interfaces have names, packets say which way they went, and may have a
 * comment.
 */
public final class PcapngWriter extends CaptureWriter {
    private static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int BYTE_ORDER = 0x1a2b_3c4d;
    private static final int SECTION_HEADER_LENGTH = 28;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final short COMMENT = 1;
    private static final short INTERFACE_NAME = 2;
    private static final short INTERFACE_RESOLUTION = 9;
    private static final short PACKET_FLAGS = 2;
    private static final byte NANOSECONDS = 9;
    /** Of a packet's block without packet and comment: type, length, interface, time, lengths; flags, end of options, length. */
    private static final int PACKET_OVERHEAD = 28 + 8 + 4 + 4;
    private static final int LONGEST_COMMENT = 4_096;

    private int interfaces;

    /** @param live whether somebody reads each packet as it comes; otherwise what is in memory goes out by {@link #flush} at the latest */
    public PcapngWriter(WritableByteChannel channel, boolean live) {
        super(channel, live);
        buffer.putInt(SECTION_HEADER).putInt(SECTION_HEADER_LENGTH).putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0);
        buffer.putLong(-1).putInt(SECTION_HEADER_LENGTH); // of a length that is not known yet
    }

    @Override
    public int describe(String name) throws IOException {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        int block = 16 + 4 + padded(text.length) + 8 + 4 + 4;
        room(block);
        buffer.putInt(INTERFACE).putInt(block).putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(LONGEST);
        option(INTERFACE_NAME, text);
        option(INTERFACE_RESOLUTION, new byte[] {NANOSECONDS});
        buffer.putInt(0).putInt(block);
        return interfaces++;
    }

    @Override
    void block(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, int captured, String comment)
            throws IOException {
        byte[] text = comment == null ? null : comment.getBytes(StandardCharsets.UTF_8);
        if (text != null && text.length > LONGEST_COMMENT) {
            throw new IllegalArgumentException("a comment of " + text.length + " bytes");
        }
        int padded = padded(captured);
        int block = PACKET_OVERHEAD + padded + (text == null ? 0 : 4 + padded(text.length));
        room(block);
        buffer.putInt(PACKET).putInt(block).putInt(number).putInt((int) (timeNs >>> 32)).putInt((int) timeNs);
        buffer.putInt(captured).putInt(length);
        copy(memory, offset, captured);
        pad(padded - captured);
        if (text != null) {
            option(COMMENT, text);
        }
        buffer.putShort(PACKET_FLAGS).putShort((short) 4).putInt(way.ordinal()).putInt(0).putInt(block);
    }

    private void option(short code, byte[] value) {
        buffer.putShort(code).putShort((short) value.length).put(value);
        pad(padded(value.length) - value.length);
    }

    /** To whole words, as blocks and options are. */
    private static int padded(int length) {
        return length + 3 & ~3;
    }

    private void pad(int count) {
        for (int i = 0; i < count; i++) {
            buffer.put((byte) 0);
        }
    }
}
