package mptcp.shell.world;

import java.io.IOException;
import java.nio.file.Path;

/** A capture of packets to a pcap file, while it runs. Any thread. */
public interface Trace extends AutoCloseable {
    Path file();

    /** What ended it before its time, such as a full disk; null while it goes on. */
    Throwable failure();

    /**
     * Writes what has passed so far, and ends it; does nothing the second time, or after its network has gone.
     *
     * @throws IOException also for what ended it before
     */
    @Override
    void close() throws IOException;
}
