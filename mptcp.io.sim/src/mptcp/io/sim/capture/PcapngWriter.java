package mptcp.io.sim.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Writes a capture (pcapng 1.0, draft-ietf-opsawg-pcapng) of whole IP packets (LINKTYPE_RAW, 101) with times in nanoseconds.
 * Interfaces have names, packets say which way they went, and may have a comment. One thread at a time; an error of the channel is
 * the caller's, who closes it.
 */
public final class PcapngWriter implements AutoCloseable {
    /** The longest packet. */
    public static final int LONGEST = 1 << 18;

    private static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int BYTE_ORDER = 0x1a2b_3c4d;
    private static final int SECTION_HEADER_LENGTH = 28;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int LINKTYPE_RAW = 101;
    private static final short COMMENT = 1;
    private static final short INTERFACE_NAME = 2;
    private static final short INTERFACE_RESOLUTION = 9;
    private static final short PACKET_FLAGS = 2;
    private static final byte NANOSECONDS = 9;
    /** Of a packet's block without packet and comment: type, length, interface, time, lengths; flags, end of options, length. */
    private static final int PACKET_OVERHEAD = 28 + 8 + 4 + 4;
    private static final int LONGEST_COMMENT = 4_096;

    /** Which way a packet went, seen from where it was captured. */
    public enum Way {
        UNKNOWN, INBOUND, OUTBOUND // their ordinals are those of the file
    }

    private final WritableByteChannel channel;
    private final boolean live;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(2 * LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    private int interfaces;

    /** @param live whether somebody reads each packet as it comes; otherwise what is in memory goes out by {@link #flush} at the latest */
    public PcapngWriter(WritableByteChannel channel, boolean live) {
        this.channel = channel;
        this.live = live;
        buffer.putInt(SECTION_HEADER).putInt(SECTION_HEADER_LENGTH).putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0);
        buffer.putLong(-1).putInt(SECTION_HEADER_LENGTH); // of a length that is not known yet
    }

    /** To a file, which is made or emptied; or through a named pipe, live. Does not wait for the reader of a pipe. */
    public static PcapngWriter to(Path file) throws IOException {
        return PipeChannel.isPipe(file) ? new PcapngWriter(new PipeChannel(file), true)
                : new PcapngWriter(PipeChannel.file(file), false);
    }

    /**
     * Describes an interface, before its first packet.
     *
     * @return its number
     */
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

    /**
     * Writes a packet.
     *
     * @param number of the interface
     * @param timeNs since 1970, or of a simulation
     * @param length of {@link #LONGEST} bytes at most
     * @param comment for people, or null
     */
    public void packet(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, String comment)
            throws IOException {
        packet(number, timeNs, way, memory, offset, length, length, comment);
    }

    /** The same of a packet of which only the first bytes are there. @param captured how many */
    public void packet(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, int captured,
            String comment) throws IOException {
        byte[] text = comment == null ? null : comment.getBytes(StandardCharsets.UTF_8);
        if (text != null && text.length > LONGEST_COMMENT) {
            throw new IllegalArgumentException("a comment of " + text.length + " bytes");
        }
        int padded = padded(captured);
        int block = PACKET_OVERHEAD + padded + (text == null ? 0 : 4 + padded(text.length));
        room(block);
        buffer.putInt(PACKET).putInt(block).putInt(number).putInt((int) (timeNs >>> 32)).putInt((int) timeNs);
        buffer.putInt(captured).putInt(length);
        MemorySegment.copy(memory, offset, bytes, buffer.position(), captured);
        buffer.position(buffer.position() + captured);
        pad(padded - length);
        if (text != null) {
            option(COMMENT, text);
        }
        buffer.putShort(PACKET_FLAGS).putShort((short) 4).putInt(way.ordinal()).putInt(0).putInt(block);
        if (live) {
            flush();
        }
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

    private void room(int length) throws IOException {
        if (buffer.remaining() < length) {
            flush();
        }
    }

    /** Writes what was captured so far: whole blocks. */
    public void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Writes the rest; does nothing the second time, or after an error that the caller was told. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                flush();
            }
        }
    }

    /** Ends it without writing the rest. */
    public void abandon() throws IOException {
        channel.close();
    }
}
