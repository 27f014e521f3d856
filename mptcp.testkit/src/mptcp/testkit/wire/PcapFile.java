package mptcp.testkit.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Collects packets and writes them as a pcap file with nanosecond stamps and whole IP packets (LINKTYPE_RAW, 101). Not
 * for concurrent use.
 */
public final class PcapFile {
    private static final int NANOSECOND_MAGIC = 0xa1b2_3c4d;
    private static final int LINKTYPE_RAW = 101;
    private static final int SNAP_LENGTH = 262_144;
    private static final long SECOND_NS = 1_000_000_000;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    public PcapFile() {
        out.writeBytes(ByteBuffer.allocate(24).putInt(NANOSECOND_MAGIC).putShort((short) 2).putShort((short) 4)
                .putInt(0).putInt(0).putInt(SNAP_LENGTH).putInt(LINKTYPE_RAW).array());
    }

    public void add(long nowNs, byte[] packet) {
        out.writeBytes(ByteBuffer.allocate(16).putInt((int) (nowNs / SECOND_NS)).putInt((int) (nowNs % SECOND_NS))
                .putInt(packet.length).putInt(packet.length).array());
        out.writeBytes(packet);
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, out.toByteArray());
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
