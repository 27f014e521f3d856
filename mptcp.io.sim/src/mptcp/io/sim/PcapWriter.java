package mptcp.io.sim;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes a capture file (pcapng 1.0, draft-ietf-opsawg-pcapng) with virtual times in nanoseconds and whole IP packets
 * (LINKTYPE_RAW, 101), as a capture at one end of the paths would show them: what that end sent, also if it was lost later,
 * and what reached it. Each path is an interface with its name, each packet says which way it went.
 *
 * <p>The network's thread. An error of the file system ends the capture, and nothing else: the packets until then are
 * in the file, and {@link #failure} says what it was.
 */
public final class PcapWriter implements NetworkListener, AutoCloseable {
    private static final int SECTION_HEADER = 0x0a0d_0d0a;
    private static final int BYTE_ORDER = 0x1a2b_3c4d;
    private static final int SECTION_HEADER_LENGTH = 28;
    private static final int INTERFACE = 1;
    private static final int INTERFACE_NAME = 2;
    private static final int INTERFACE_RESOLUTION = 9;
    private static final byte NANOSECONDS = 9;
    private static final int PACKET = 6;
    private static final int PACKET_FLAGS = 2;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    /** Of a packet's block without the packet: type, length, interface, time, lengths; flags, end of options, length. */
    private static final int PACKET_OVERHEAD = 28 + 8 + 4 + 4;
    private static final int LINKTYPE_RAW = 101;
    private static final int SNAP_LENGTH = 1 << 18;

    private final Network network;
    private final SimPath only;
    private final Direction outward;
    private final FileChannel channel;
    /** The numbers of those that have been described in the file. */
    private final Map<SimPath, Integer> interfaces = new HashMap<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 19).order(ByteOrder.LITTLE_ENDIAN);
    private final MemorySegment bytes = MemorySegment.ofBuffer(buffer);
    private final Consumer<IOException> failed;
    private IOException failure;

    /** @param failed called once if the file cannot be written any more */
    PcapWriter(Path file, Network network, SimPath only, Direction outward, Consumer<IOException> failed)
            throws IOException {
        this.failed = failed;
        this.network = network;
        this.only = only;
        this.outward = outward;
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        buffer.putInt(SECTION_HEADER).putInt(SECTION_HEADER_LENGTH).putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0);
        buffer.putLong(-1).putInt(SECTION_HEADER_LENGTH); // of a length that is not known yet
    }

    @Override
    public void sent(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction == outward) {
            write(path, OUTBOUND, packet, nowNs);
        }
    }

    @Override
    public void received(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction != outward) {
            write(path, INBOUND, packet, nowNs);
        }
    }

    private void write(SimPath path, int way, Packet packet, long nowNs) {
        if (only != null && path != only || failure != null) {
            return;
        }
        Integer known = interfaces.get(path);
        int number = known == null ? describe(path) : known;
        int length = packet.length();
        int padded = padded(length);
        int block = PACKET_OVERHEAD + padded;
        room(block);
        if (failure != null) {
            return;
        }
        buffer.putInt(PACKET).putInt(block).putInt(number).putInt((int) (nowNs >>> 32)).putInt((int) nowNs);
        buffer.putInt(length).putInt(length);
        MemorySegment.copy(packet.memory(), packet.offset(), bytes, buffer.position(), length);
        buffer.position(buffer.position() + length);
        pad(padded - length);
        buffer.putShort((short) PACKET_FLAGS).putShort((short) 4).putInt(way).putInt(0).putInt(block);
    }

    /** @return its number */
    private int describe(SimPath path) {
        byte[] name = path.name().getBytes(StandardCharsets.UTF_8);
        int padded = padded(name.length);
        int block = 16 + 4 + padded + 8 + 4 + 4;
        room(block);
        if (failure != null) {
            return 0; // nobody asks again
        }
        buffer.putInt(INTERFACE).putInt(block).putShort((short) LINKTYPE_RAW).putShort((short) 0).putInt(SNAP_LENGTH);
        buffer.putShort((short) INTERFACE_NAME).putShort((short) name.length).put(name);
        pad(padded - name.length);
        buffer.putShort((short) INTERFACE_RESOLUTION).putShort((short) 1).put(NANOSECONDS);
        pad(3);
        buffer.putInt(0).putInt(block);
        interfaces.put(path, interfaces.size());
        return interfaces.size() - 1;
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

    private void room(int length) {
        if (buffer.remaining() < length) {
            flush();
        }
    }

    /** Puts what was captured so far into the file. */
    public void flush() {
        if (failure != null) {
            return;
        }
        try {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        } catch (IOException e) {
            end(e);
        }
    }

    private void end(IOException e) {
        failure = e;
        network.unlisten(this);
        try {
            channel.close();
        } catch (IOException also) {
            e.addSuppressed(also);
        }
        failed.accept(e);
    }

    /** What ended the capture before its time, or null. */
    public IOException failure() {
        return failure;
    }

    /** Ends the capture; does nothing the second time. */
    @Override
    public void close() {
        if (!channel.isOpen()) {
            return;
        }
        network.unlisten(this);
        flush();
        try {
            channel.close();
        } catch (IOException e) {
            end(e);
        }
    }
}
