package mptcp.shell.fake;

import java.io.IOException;
import java.nio.file.Path;
import mptcp.shell.world.Trace;

/** A trace of nothing; one to a file {@code full.pcap} finds the disk full. */
record FakeTrace(Path file) implements Trace {
    @Override
    public Throwable failure() {
        return file.endsWith("full.pcap") ? new IOException("No space left on device") : null;
    }

    @Override
    public void close() throws IOException {
        if (failure() != null) {
            throw new IOException(failure());
        }
    }
}
