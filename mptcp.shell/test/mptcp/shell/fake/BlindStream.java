package mptcp.shell.fake;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import mptcp.shell.world.ByteStream;
import mptcp.shell.world.ConnectionId;

/** A connection whose host lets nobody look. */
record BlindStream(ByteStream seen) implements ByteStream {
    @Override
    public ConnectionId id() {
        return null;
    }

    @Override
    public void awaitConnected(Duration timeout) throws IOException {
        seen.awaitConnected(timeout);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return seen.read(target);
    }

    @Override
    public void write(ByteBuffer source) throws IOException {
        seen.write(source);
    }

    @Override
    public void shutdownOutput() throws IOException {
        seen.shutdownOutput();
    }

    @Override
    public void close() {
        seen.close();
    }

    @Override
    public void abort() {
        seen.abort();
    }
}
