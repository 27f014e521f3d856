package mptcp.shell.fake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import mptcp.api.hint.Hint;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;

/** One end of a connection in memory: the blocking calls only. */
public final class FakeSocket implements StreamSocket {
    private final long id;
    private final BytePipe in;
    private final BytePipe out;
    private final SocketConfig config;
    /** What was said with the last write. */
    public volatile Hint lastHint;

    FakeSocket(long id, BytePipe in, BytePipe out, SocketConfig config) {
        this.id = id;
        this.in = in;
        this.out = out;
        this.config = config;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return in.read(target);
    }

    @Override
    public void write(ByteBuffer source, Hint hint) throws IOException {
        lastHint = hint;
        out.write(source);
    }

    @Override
    public void awaitConnected(Duration timeout) {}

    @Override
    public void shutdownOutput() {
        out.end();
    }

    @Override
    public void close() {
        out.end();
    }

    @Override
    public void abort() {
        in.abort();
        out.abort();
    }

    @Override
    public SocketConfig config() {
        return config;
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("not used by the shell");
    }

    @Override
    public InetSocketAddress local() {
        throw unused();
    }

    @Override
    public InetSocketAddress remote() {
        throw unused();
    }

    @Override
    public int ready() {
        throw unused();
    }

    @Override
    public int tryRead(ByteBuffer target) {
        throw unused();
    }

    @Override
    public int tryPeek(ByteBuffer target, int skip) {
        throw unused();
    }

    @Override
    public int tryWrite(ByteBuffer source, Hint hint) {
        throw unused();
    }

    @Override
    public boolean awaitClosed(Duration timeout) {
        throw unused();
    }

    @Override
    public long written() {
        return 0;
    }

    @Override
    public void hint(long fromOffset, long toOffset, Hint hint) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void endRecord(long atOffset) {
        throw unused();
    }

    @Override
    public long unacknowledged() {
        throw unused();
    }

    @Override
    public long available() {
        throw unused();
    }

    @Override
    public void cork(boolean on) {
        throw unused();
    }

    @Override
    public void shutdownInput() {
        throw unused();
    }

    @Override
    public void reconfigure(SocketConfig changed) {
        throw unused();
    }

    @Override
    public void listener(SocketListener listener) {
        throw unused();
    }

    @Override
    public StreamException error() {
        throw unused();
    }

    @Override
    public mptcp.api.socket.PathError takePathError() {
        throw unused();
    }

    @Override
    public InputStream inputStream() {
        throw unused();
    }

    @Override
    public OutputStream outputStream() {
        throw unused();
    }
}
