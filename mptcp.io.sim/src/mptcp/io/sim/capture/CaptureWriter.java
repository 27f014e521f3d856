package mptcp.io.sim.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Writes a capture of whole IP packets (LINKTYPE_RAW, 101) with times in nanoseconds. One thread at a time; an error of the channel is
 * the caller's, who closes it.
 */
public abstract sealed class CaptureWriter implements AutoCloseable permits PcapngWriter, ClassicPcapWriter {
    /** The longest packet. */
    public static final int LONGEST = 1 << 18;

    static final int LINKTYPE_RAW = 101;

    /** Which way a packet went, seen from where it was captured. */
    public enum Way {
        UNKNOWN, INBOUND, OUTBOUND // their ordinals are those of pcapng
    }

    /** Whole blocks that were not written yet. */
    final ByteBuffer buffer = ByteBuffer.allocateDirect(2 * LONGEST).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    private final WritableByteChannel channel;
    private final boolean live;

    CaptureWriter(WritableByteChannel channel, boolean live) {
        this.channel = channel;
        this.live = live;
    }

    /**
     * To a file, which is made or emptied; or through a named pipe, live. Does not wait for the reader of a pipe.
     *
     * @param file pcap, which has neither names of interfaces nor comments, if its name ends in {@code .pcap}; else pcapng
     */
    public static CaptureWriter to(Path file) throws IOException {
        boolean pipe = PipeChannel.isPipe(file);
        WritableByteChannel channel = pipe ? new PipeChannel(file) : PipeChannel.file(file);
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".pcap") ? new ClassicPcapWriter(channel, pipe)
                : new PcapngWriter(channel, pipe);
    }

    /**
     * Describes an interface, before its first packet.
     *
     * @return its number
     */
    public abstract int describe(String name) throws IOException;

    /**
     * Writes a packet.
     *
     * @param number of the interface
     * @param timeNs since 1970, or of a simulation
     * @param length of {@link #LONGEST} bytes at most
     * @param comment for people, or null
     */
    public final void packet(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, String comment)
            throws IOException {
        packet(number, timeNs, way, memory, offset, length, length, comment);
    }

    /** The same of a packet of which only the first bytes are there. @param captured how many */
    public final void packet(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, int captured,
            String comment) throws IOException {
        block(number, timeNs, way, memory, offset, length, captured, comment);
        if (live) {
            flush();
        }
    }

    /** Puts a packet into the buffer. */
    abstract void block(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, int captured, String comment)
            throws IOException;

    final void copy(MemorySegment memory, long offset, int length) {
        MemorySegment.copy(memory, offset, bytes, buffer.position(), length);
        buffer.position(buffer.position() + length);
    }

    final void room(int length) throws IOException {
        if (buffer.remaining() < length) {
            flush();
        }
    }

    /** Writes what was captured so far: whole blocks. */
    public final void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /** Writes the rest; does nothing the second time, or after an error that the caller was told. */
    @Override
    public final void close() throws IOException {
        if (channel.isOpen()) {
            try (channel) {
                flush();
            }
        }
    }

    /** Ends it without writing the rest. */
    public final void abandon() throws IOException {
        channel.close();
    }
}
