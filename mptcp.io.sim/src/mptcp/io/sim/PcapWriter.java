package mptcp.io.sim;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/**
 * Writes a capture file with virtual times in nanoseconds and whole IP packets (LINKTYPE_RAW, 101), as a capture at one
 * end of the paths would show them: what that end sent, also if it was lost later, and what reached it.
 *
 * <p>The network's thread. An error of the file system ends the capture, and nothing else: the packets until then are
 * in the file, and {@link #failure} says what it was.
 */
public final class PcapWriter implements NetworkListener, AutoCloseable {
    private static final int MAGIC_NANOSECONDS = 0xa1b2_3c4d;
    private static final int LINKTYPE_RAW = 101;
    private static final int SNAP_LENGTH = 1 << 18;
    private static final int RECORD_HEADER = 16;
    private static final long NS_PER_S = 1_000_000_000;

    private final Network network;
    private final SimPath only;
    private final Direction outward;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18).order(ByteOrder.LITTLE_ENDIAN);
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
        buffer.putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4).putInt(0).putInt(0);
        buffer.putInt(SNAP_LENGTH).putInt(LINKTYPE_RAW);
    }

    @Override
    public void sent(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction == outward) {
            write(path, packet, nowNs);
        }
    }

    @Override
    public void received(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction != outward) {
            write(path, packet, nowNs);
        }
    }

    private void write(SimPath path, Packet packet, long nowNs) {
        if (only != null && path != only) {
            return;
        }
        int length = packet.length();
        if (buffer.remaining() < RECORD_HEADER + length) {
            flush();
        }
        if (failure != null) {
            return;
        }
        buffer.putInt((int) (nowNs / NS_PER_S)).putInt((int) (nowNs % NS_PER_S)).putInt(length).putInt(length);
        MemorySegment.copy(packet.memory(), packet.offset(), bytes, buffer.position(), length);
        buffer.position(buffer.position() + length);
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
