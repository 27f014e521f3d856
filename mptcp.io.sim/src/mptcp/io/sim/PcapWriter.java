package mptcp.io.sim;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.io.sim.capture.CaptureWriter;
import mptcp.io.sim.capture.CaptureWriter.Way;

/**
 * Writes a capture file (pcapng) with virtual times in nanoseconds and whole IP packets (of a network without payload, their headers), as a capture at one end of the paths would
 * show them: what that end sent, also if it was lost later, and what reached it. Each path is an interface with its name, each packet
 * says which way it went. Through a named pipe, Wireshark shows packets as they come.
 *
 * <p>The network's thread. An error of the file system ends the capture, and nothing else: the packets until then are
 * in the file, and {@link #failure} says what it was.
 */
public final class PcapWriter implements NetworkListener, AutoCloseable {
    private final Network network;
    private final SimPath only;
    private final Direction outward;
    private final CaptureWriter writer;
    private final PacketComments comments;
    /** The numbers of those that have been described in the file. */
    private final Map<SimPath, Integer> interfaces = new HashMap<>();
    private final Consumer<IOException> failed;
    private IOException failure;

    /** @param failed called once if the file cannot be written any more */
    PcapWriter(Path file, Network network, SimPath only, Direction outward, PacketComments comments, Consumer<IOException> failed)
            throws IOException {
        this.failed = failed;
        this.network = network;
        this.only = only;
        this.outward = outward;
        this.comments = comments;
        writer = CaptureWriter.to(file);
    }

    @Override
    public void sent(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction == outward) {
            write(path, Way.OUTBOUND, packet, nowNs);
        }
    }

    @Override
    public void received(SimPath path, Direction direction, Packet packet, long nowNs) {
        if (direction != outward) {
            write(path, Way.INBOUND, packet, nowNs);
        }
    }

    private void write(SimPath path, Way way, Packet packet, long nowNs) {
        if (only != null && path != only || failure != null) {
            return;
        }
        try {
            Integer number = interfaces.get(path);
            if (number == null) {
                number = writer.describe(path.name());
                interfaces.put(path, number);
            }
            int captured = network.payloadFree() ? Headers.end(packet.memory(), packet.offset(), packet.length())
                    : packet.length();
            writer.packet(number, nowNs, way, packet.memory(), packet.offset(), packet.length(), captured,
                    comments.of(path, way == Way.OUTBOUND, packet));
        } catch (IOException e) {
            end(e);
        }
    }

    /** Puts what was captured so far into the file. */
    public void flush() {
        if (failure == null) {
            try {
                writer.flush();
            } catch (IOException e) {
                end(e);
            }
        }
    }

    private void end(IOException e) {
        failure = e;
        network.unlisten(this);
        try {
            writer.abandon();
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
        network.unlisten(this);
        if (failure == null) {
            try {
                writer.close();
            } catch (IOException e) {
                end(e);
            }
        }
    }
}
