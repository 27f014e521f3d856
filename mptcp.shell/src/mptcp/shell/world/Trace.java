package mptcp.shell.world;

import java.io.IOException;
import java.nio.file.Path;

/** A capture of packets to a pcap file, while it runs. Any thread. */
public interface Trace extends AutoCloseable {
    Path file();

    /** Writes what has passed so far, and ends it; does nothing the second time, or after its network has gone. */
    @Override
    void close() throws IOException;
}
