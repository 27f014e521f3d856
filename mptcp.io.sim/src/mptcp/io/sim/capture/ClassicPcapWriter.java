package mptcp.io.sim.capture;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.WritableByteChannel;

/** Writes pcap (draft-ietf-opsawg-pcap), for programs that do not read pcapng. It has no interfaces, no ways and no comments. */
final class ClassicPcapWriter extends CaptureWriter {
    /** With times in nanoseconds. */
    private static final int MAGIC = 0xa1b2_3c4d;
    private static final long SECOND_NS = 1_000_000_000;
    private static final int PACKET_HEADER = 16;

    private int interfaces;

    ClassicPcapWriter(WritableByteChannel channel, boolean live) {
        super(channel, live);
        buffer.putInt(MAGIC).putShort((short) 2).putShort((short) 4).putLong(0).putInt(LONGEST).putInt(LINKTYPE_RAW);
    }

    @Override
    public int describe(String name) {
        return interfaces++;
    }

    @Override
    void block(int number, long timeNs, Way way, MemorySegment memory, long offset, int length, int captured, String comment)
            throws IOException {
        room(PACKET_HEADER + captured);
        buffer.putInt((int) Math.floorDiv(timeNs, SECOND_NS)).putInt((int) Math.floorMod(timeNs, SECOND_NS)).putInt(captured).putInt(length);
        copy(memory, offset, captured);
    }
}
