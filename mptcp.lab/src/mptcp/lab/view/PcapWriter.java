package mptcp.lab.view;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Writes IP packets to a file as tcpdump and Wireshark read them (pcap 2.4 with nanoseconds, LINKTYPE_RAW). */
final class PcapWriter implements AutoCloseable {
    static final int LONGEST = 1 << 18;

    private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    private static final int LINKTYPE_RAW = 101;
    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;
    private static final int BUFFER = 1 << 20;

    private final OutputStream out;
    private final ByteBuffer header = ByteBuffer.allocate(PACKET_HEADER).order(ByteOrder.LITTLE_ENDIAN);
    private final byte[] bytes = new byte[LONGEST];

    PcapWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
        out.write(ByteBuffer.allocate(FILE_HEADER).order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC_NANOSECONDS).putShort((short) 2).putShort((short) 4)
                .putInt(0).putInt(0).putInt(LONGEST).putInt(LINKTYPE_RAW).array());
    }

    void write(MemorySegment packet, int length, Instant time) throws IOException {
        MemorySegment.copy(packet, ValueLayout.JAVA_BYTE, 0, bytes, 0, length);
        header.clear().putInt((int) time.getEpochSecond()).putInt(time.getNano()).putInt(length).putInt(length);
        out.write(header.array());
        out.write(bytes, 0, length);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
