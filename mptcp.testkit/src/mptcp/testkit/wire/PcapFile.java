package mptcp.testkit.wire;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import mptcp.io.sim.capture.CaptureWriter;

/** Collects packets and writes them as a capture (pcapng). Not for concurrent use. */
public final class PcapFile {
    private record Timed(long nowNs, byte[] packet) {}

    private final List<Timed> packets = new ArrayList<>();

    public void add(long nowNs, byte[] packet) {
        packets.add(new Timed(nowNs, packet));
    }

    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (CaptureWriter writer = CaptureWriter.to(file)) {
            int wire = writer.describe("wire");
            for (Timed each : packets) {
                writer.packet(wire, each.nowNs(), CaptureWriter.Way.UNKNOWN, MemorySegment.ofArray(each.packet()), 0,
                        each.packet().length, null);
            }
        }
    }
}
