package mptcp.core.loop;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.mp.MpStreamSocket;
import mptcp.core.mp.Mpcb;
import mptcp.core.wire.IpAddress;

/** A listening port: connections wait here from their third ACK until they are accepted. */
final class Listener implements StreamListener {
    private static final long POLL_MS = 100;
    private static final int OPENING_PER_BACKLOG = 4;
    private static final long RESET_COUNTS_NS = 60_000_000_000L;
    private static final long COOKIE_LIFE_NS = 128_000_000_000L;

    private final Host host;
    private final IpAddress address;
    private final int port;
    /** Replaced by any thread. */
    private volatile SocketConfig config;
    private final AcceptListener listener;
    private final Backlog backlog;
    /** Of this loop alone where a callback takes them, so that it is given none of another loop. */
    private final LinkedBlockingQueue<MpStreamSocket> queue;
    private volatile boolean closed;
    /** The loop has done what that asks for. */
    private boolean ended;
    private long cookieNs = Long.MIN_VALUE / 2;

    /** @param backlog shared by the loops of the host */
    Listener(Host host, IpAddress address, int port, SocketConfig config, AcceptListener listener, Backlog backlog) {
        this.host = host;
        this.address = address;
        this.port = port;
        this.config = config;
        this.listener = listener;
        this.backlog = backlog;
        this.queue = listener == null ? backlog.queue() : new LinkedBlockingQueue<>();
    }

    Host host() {
        return host;
    }

    /** Whether its connections wait in one queue with those of the other loops. */
    boolean sharesQueue() {
        return queue == backlog.queue();
    }

    boolean wildcard() {
        return address.hi() == 0 && (address.lo() == 0 || address.lo() == IpAddress.v4(0));
    }

    /** Whether it takes connections to this local address; an IPv4 wildcard takes IPv4 only. */
    boolean takes(IpAddress local, int localPort) {
        if (closed || port != localPort) {
            return false;
        }
        return wildcard() ? !address.v4() || local.v4() : address.equals(local);
    }

    IpAddress address() {
        return address;
    }

    int port() {
        return port;
    }

    SocketConfig config() {
        return config;
    }

    // --- loop

    /** Whether as many connections wait to be accepted as the backlog admits. */
    boolean full() {
        return backlog.waiting() >= config.backlog();
    }

    /** Whether so many are opening that no more is kept of them. */
    boolean flooded() {
        return backlog.opening() >= OPENING_PER_BACKLOG * config.backlog();
    }

    void sentCookie(long nowNs) {
        cookieNs = nowNs;
    }

    /** Whether a cookie that was given out may still come back. */
    boolean cookiesOut(long nowNs) {
        return nowNs - cookieNs < COOKIE_LIFE_NS;
    }

    void opening(int change) {
        backlog.opening(change);
    }

    /** How many count against the queue of Fast Open. */
    int fastOpens(long nowNs) {
        return backlog.fastOpens(nowNs);
    }

    void fastOpened() {
        backlog.fastOpened();
    }

    /** One of them is established, or over. {@code reset}: the peer ended it so (RFC 7413 section 5.1) */
    void fastOpenEnded(boolean reset, long nowNs) {
        backlog.fastOpenEnded(reset ? nowNs + RESET_COUNTS_NS : 0);
    }

    /** A connection is established. @return false if nobody can take it */
    boolean offer(Mpcb m) {
        if (closed || full()) {
            return false;
        }
        backlog.came();
        queue.add(m.socket());
        if (listener != null) {
            host.deferFor(this, () -> listener.acceptable(this));
        }
        return true;
    }

    // --- any thread

    @Override
    public String toString() {
        return "the listener at " + local();
    }

    @Override
    public InetSocketAddress local() {
        return new InetSocketAddress(address.inet(), port);
    }

    @Override
    public StreamSocket tryAccept() {
        MpStreamSocket s = queue.poll();
        return s == null ? null : taken(s);
    }

    private StreamSocket taken(MpStreamSocket s) {
        backlog.taken();
        return s.accepted();
    }

    @Override
    public StreamSocket accept(Duration timeout) throws IOException {
        long leftMs = Math.max(0, timeout.toMillis());
        try {
            while (true) {
                MpStreamSocket s = queue.poll(Math.min(leftMs, POLL_MS), TimeUnit.MILLISECONDS);
                if (s != null) {
                    return taken(s);
                }
                if (closed) {
                    throw new StreamException(StreamException.Reason.CLOSED, "the listener was closed");
                }
                leftMs -= POLL_MS;
                if (leftMs <= 0) {
                    throw new StreamException(StreamException.Reason.TIMED_OUT,
                            "no connection to port " + port + " within " + timeout);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for a connection");
        }
    }

    @Override
    public void reconfigure(SocketConfig replacing) {
        if (backlog.whole() != null) {
            backlog.whole().reconfigure(replacing);
        } else {
            settings(replacing);
        }
    }

    void settings(SocketConfig replacing) {
        config = replacing;
    }

    @Override
    public int pending() {
        return backlog.waiting();
    }

    @Override
    public void close() {
        if (backlog.whole() != null) {
            backlog.whole().close();
        } else {
            end();
        }
    }

    /** Of this loop. */
    void end() {
        closed = true;
        host.access().end(() -> {
            if (!ended) {
                ended = true;
                host.unlisten(this);
                for (MpStreamSocket s = queue.poll(); s != null; s = queue.poll()) {
                    backlog.taken();
                    s.abort();
                }
            }
        });
    }
}
