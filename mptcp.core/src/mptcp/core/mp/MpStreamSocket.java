package mptcp.core.mp;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import mptcp.api.hint.Hint;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.SocketListener;
import mptcp.api.socket.PathError;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.core.mib.Mib;
import mptcp.core.mp.data.SendBuffer;
import mptcp.core.tcp.TcpState;
import mptcp.core.wire.WireHabits;

/**
 * The socket of a connection: where application threads and the loop meet. They share the two buffers, each with one
 * writer and one reader, and a few volatile fields; everything else goes to the loop as a command.
 */
public final class MpStreamSocket implements StreamSocket {
    public static final int CONNECT_EDGE = 1;
    public static final int READ_EDGE = 2;
    public static final int WRITE_EDGE = 4;
    /** Of what was read so many bytes are told at once. */
    private static final int TOLD_AT_ONCE = 16 << 10;

    private final Mpcb m;
    private volatile SocketListener listener;
    private volatile StreamException error;
    private volatile PathError pathError;
    private volatile boolean peerClosed;
    private volatile boolean outputShut;
    private volatile boolean inputShut;
    private volatile boolean closed;
    /** The stack was closed while bytes waited to be read. */
    private volatile boolean lost;
    /** The connection is established. */
    private volatile boolean connected;
    /** No subflow is left; another may come. */
    private volatile boolean pathless;
    /** It is established, or has failed. */
    private final Milestone opened = new Milestone();
    /** Both directions have ended and nothing is left to do. */
    private final Milestone ended = new Milestone();
    /** Null, as the other, before the first call that blocks: where a listener is told there is none. */
    private volatile Parking reader;
    private volatile Parking writer;
    /** What was read and not told. The reader's own. */
    private int untold;
    private final SocketWriting writing;
    private int edges;

    public MpStreamSocket(Mpcb m) {
        this.m = m;
        this.writing = new SocketWriting(m);
    }

    // --- the loop's side

    /** Notes that something changed; the listener is told at the end of the turn. */
    public void wake(int edge) {
        edges |= edge;
        m.env().ready(m);
    }

    public void failed(Reason reason) {
        if (error == null) {
            peerClosed |= m.endOfStream(); // first: a reader in between must not take what came behind the end for what came in its place
            error = SocketFailure.of(reason, remote());
        }
        wake(CONNECT_EDGE | READ_EDGE | WRITE_EDGE);
    }

    void pathError(boolean ipv6, int type, int code) {
        pathError = new PathError(ipv6, type, code);
    }

    /** The peer ended it by a reset. */
    public boolean wasReset() {
        return error != null && error.reason() == Reason.RESET;
    }

    void pathless(boolean is) {
        pathless = is;
    }

    public void ended() {
        ended.reach();
        wake(READ_EDGE | WRITE_EDGE | CONNECT_EDGE);
    }

    /** The stack ends: its memory is given back, and what was not read with it. */
    void stackClosed() {
        lost = m.rx().available() > 0; // before nothing can be read any more: a reader in between must not see the end
        if (!ended.reached()) {
            failed(Reason.ABORTED); // it was about to end, and waited for its peer: nobody is to wait for that any more
            ended.reach();
        }
        opened.reach();
        Parking.wake(reader);
        Parking.wake(writer);
    }

    /** The application closed it: nobody will read. */
    public boolean orphan() {
        return closed;
    }

    public boolean inputShut() {
        return inputShut;
    }

    /** Tells the listener and waiting threads, at the end of a turn. */
    public void tell() {
        boolean readEdge = (edges & READ_EDGE) != 0;
        boolean writeEdge = (edges & WRITE_EDGE) != 0;
        boolean connectEdge = (edges & CONNECT_EDGE) != 0;
        edges = 0;
        if (!connected && m.session().usable()) { // a store to a volatile field costs more than a look at it
            connected = true;
        }
        if (!peerClosed && m.endOfStream()) {
            peerClosed = true;
        }
        if (connected || error != null) {
            opened.reach();
        }
        if (readEdge) {
            Parking.wake(reader);
        }
        if (writeEdge) {
            Parking.wake(writer);
        }
        boolean wantsRoom = writeEdge && (error != null || hasRoom() && m.unsent().admits() && m.tx().buffer.takeWantsRoom());
        SocketListener l = listener;
        if (l != null && (readEdge || wantsRoom || connectEdge)) {
            m.env().help().toldOthers();
            int ready = ready();
            if (wantsRoom && (ready & WRITABLE) == 0) {
                m.tx().buffer.wantsToBeTold(); // the writer took the room, or asked for more, in between: he is told when that is there
            }
            l.ready(this, ready);
        }
    }

    /**
     * Whether something can be written now. While the ring grows there is none: whoever waits for room is told after that,
     * so his wish stays until then.
     */
    private boolean hasRoom() {
        SendBuffer out = m.tx().buffer;
        return out.room() > 0 && !out.growing();
    }

    /** It threw: it is not told of the end that this brings. */
    public void listenerFailed() {
        listener = null;
    }

    // --- any thread

    /** A listener hands it out. */
    public MpStreamSocket accepted() {
        if (pathless) {
            m.env().call(m, m::acceptedPathless);
        }
        return this;
    }

    /**
     * Room for the peer to fill is told in steps, so that not each byte of a conversation wakes the loop. What is read last of a
     * connection that is over is always told: this looks after the reading, the loop looks for bytes after it is over.
     */
    private void haveRead(int n) {
        untold += n;
        if (untold >= TOLD_AT_ONCE || !m.env().help().wanted() || untold >= m.rx().limit() / 4 || ended.reached() || error != null
                || m.env().onLoop()) {
            untold = 0;
            m.env().applicationDid(m, false);
        }
    }

    @Override
    public long id() {
        return m.id();
    }

    @Override
    public InetSocketAddress local() {
        return m.info().local();
    }

    @Override
    public InetSocketAddress remote() {
        return m.info().remote();
    }

    @Override
    public int ready() {
        boolean up = connected || m.env().onLoop() && m.session().usable();
        boolean eof = peerClosed || m.env().onLoop() && m.endOfStream();
        int bits = 0;
        if (up || error != null) {
            bits |= CONNECTED;
        }
        if (m.rx().available() > 0 || eof || error != null || inputShut) {
            bits |= READABLE;
        }
        if (error != null || up && !outputShut && hasRoom() && m.unsent().writable()) {
            bits |= WRITABLE;
        }
        return bits | (eof ? PEER_CLOSED : 0) | (error != null ? FAILED : 0) | (ended.reached() ? CLOSED : 0);
    }

    @Override
    public int tryRead(ByteBuffer target) throws IOException {
        checkOpen();
        boolean eof = endOfStream();
        StreamException failed = error; // before looking for bytes: those that came before it are read first
        int n = m.rx().read(target);
        if (n > 0) {
            haveRead(n);
            return n;
        }
        return m.rx().available() > 0 || !target.hasRemaining() ? 0 : nothing(eof, failed);
    }

    private void checkOpen() throws StreamException {
        if (closed) {
            throw new StreamException(Reason.CLOSED, "the socket is closed");
        }
    }

    /** What it means that there is nothing to read, where that was known before it was looked for. */
    private int nothing(boolean eof, StreamException failed) throws StreamException {
        checkOpen(); // it may have been closed meanwhile, and its bytes with it
        if (lost) {
            throw new StreamException(Reason.CLOSED, "the stack was closed before all was read");
        }
        if (eof || inputShut) {
            return -1;
        }
        if (failed != null) {
            throw copy(failed);
        }
        return 0;
    }

    private boolean endOfStream() {
        return peerClosed || m.env().onLoop() && m.endOfStream();
    }

    private static StreamException copy(StreamException e) {
        return new StreamException(e.reason(), e.getMessage());
    }

    @Override
    public int tryPeek(ByteBuffer target, int skip) throws IOException {
        if (skip < 0) {
            throw new IllegalArgumentException("to pass over " + skip + " bytes");
        }
        checkOpen();
        boolean eof = endOfStream();
        StreamException failed = error;
        int n = m.rx().peek(target, skip);
        return n > 0 || m.rx().available() > skip || !target.hasRemaining() ? n : nothing(eof, failed);
    }

    @Override
    public int tryWrite(ByteBuffer source, Hint hint) throws IOException {
        StreamException failed = error;
        if (failed != null) {
            throw copy(failed);
        }
        if (outputShut || closed) {
            throw new StreamException(Reason.BROKEN_PIPE, "the sending direction was ended");
        }
        return writing.write(source, hint);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        Parking parking = reader != null ? reader : (reader = new Parking(m.env().help(), true)); // before it looks for bytes
        parking.enter();
        try {
            while (true) {
                int n = tryRead(target);
                if (n != 0) {
                    if (n > 0 && parking.hasWaited()) {
                        writing.answered();
                    }
                    return n;
                }
                refuseOnLoop();
                parking.await();
            }
        } finally {
            parking.leave();
        }
    }

    @Override
    public void write(ByteBuffer source, Hint hint) throws IOException {
        Parking parking = writer != null ? writer : (writer = new Parking(m.env().help(), false));
        parking.enter();
        try {
            while (source.hasRemaining()) {
                if (tryWrite(source, hint) == 0) {
                    refuseOnLoop();
                    parking.await();
                }
            }
        } finally {
            parking.leave();
        }
    }

    private void refuseOnLoop() {
        if (m.env().onLoop()) {
            throw new IllegalStateException("a blocking call on the loop thread would wait for itself");
        }
    }

    @Override
    public void awaitConnected(Duration timeout) throws IOException {
        boolean done;
        try {
            done = await(opened, CONNECTED, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for " + SocketFailure.describe(remote()));
        }
        if (error != null) {
            throw copy(error);
        }
        if (!done) {
            throw new StreamException(Reason.TIMED_OUT, "not connected to " + SocketFailure.describe(remote()) + " within " + timeout);
        }
    }

    @Override
    public boolean awaitClosed(Duration timeout) {
        try {
            return await(ended, CLOSED, timeout);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean await(Milestone milestone, int bit, Duration timeout) throws InterruptedException {
        if ((ready() & bit) != 0) {
            return true;
        }
        refuseOnLoop();
        return milestone.await(timeout);
    }

    @Override
    public void hint(long fromOffset, long toOffset, Hint hint) {
        m.tx().hints.say(fromOffset, toOffset, hint);
        m.env().applicationDid(m, false);
    }

    @Override
    public void endRecord(long atOffset) {
        m.tx().records.say(atOffset);
    }

    @Override
    public long written() {
        return m.tx().buffer.written();
    }

    @Override
    public long unacknowledged() {
        return m.tx().buffer.logical();
    }

    @Override
    public long available() {
        return m.rx().available();
    }

    @Override
    public void cork(boolean on) {
        m.env().call(m, () -> m.cork(on));
    }

    @Override
    public void shutdownOutput() {
        if (!outputShut) {
            m.env().call(m, () -> {
                outputShut = true; // not before: a loop that does not answer has not done it, and may be asked again
                m.shutdown();
            });
        }
    }

    @Override
    public void shutdownInput() {
        inputShut = true;
        m.env().call(m, () -> {
            m.memory().discardUnread();
            if (!m.over()) {
                m.applicationDid(m.env().nowNs()); // the window has opened
            }
            wake(READ_EDGE);
        });
    }

    @Override
    public SocketConfig config() {
        return m.socketConfig();
    }

    @Override
    public void reconfigure(SocketConfig config) {
        m.env().call(m, () -> m.socketConfig(config));
    }

    @Override
    public void listener(SocketListener l) {
        listener = l;
        if (l != null) {
            m.env().call(m, () -> {
                m.tx().buffer.wantsToBeTold();
                wake(CONNECT_EDGE | READ_EDGE);
            });
        }
    }

    @Override
    public StreamException error() {
        return error;
    }

    @Override
    public PathError takePathError() {
        PathError taken = pathError;
        pathError = null;
        return taken;
    }

    @Override
    public InputStream inputStream() {
        return new SocketStreams.In(this);
    }

    @Override
    public OutputStream outputStream() {
        return new SocketStreams.Out(this);
    }

    @Override
    public void close() {
        m.env().end(m, () -> closeOnLoop(m.socketConfig().lingerNs() == 0));
    }

    @Override
    public void abort() {
        m.env().end(m, () -> closeOnLoop(true));
    }

    private void closeOnLoop(boolean reset) {
        if (closed) {
            return;
        }
        WireHabits habits = m.env().habits();
        boolean forgets = !habits.closeResetsUnread() || habits.forgetsUnreadPlain() && m.session().fellBack();
        boolean unread = (m.rx().available() > 0 || m.rx().ahead().bytes() > 0) && !forgets;
        boolean saidEnd = outputShut;
        closed = true;
        outputShut = true;
        if (m.over()) {
            m.env().closed(m);
        } else if (reset || unread && m.state() != TcpState.SYN_SENT) {
            if (!reset && saidEnd) {
                m.endNow(m.env().nowNs()); // it may have been said in this turn; a reset takes what has not left with it
            }
            m.counters().count(unread ? Mib.TCP_ABORT_ON_CLOSE : Mib.TCP_ABORT_ON_LINGER);
            m.abortAll(Reason.ABORTED, m.env().nowNs());
            m.memory().releaseReceiving();
        } else {
            m.applicationClosed(m.env().nowNs());
        }
        Parking.wake(reader);
        Parking.wake(writer);
    }
}
