package mptcp.core.loop;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;

/** A listening port of a host of several loops: one listener on each, and one backlog. Any thread. */
final class GroupListener implements StreamListener {
    private static final Duration STEP = Duration.ofMillis(10);

    private final LoopGroup group;
    /** By their loops; a callback may see it while it is being made. */
    private final List<Listener> parts = new CopyOnWriteArrayList<>();
    private final Backlog backlog;

    GroupListener(LoopGroup group, Backlog backlog) {
        this.group = group;
        this.backlog = backlog;
    }

    /** In the order of the loops. */
    void add(Listener part) {
        parts.add(part);
    }

    @Override
    public String toString() {
        return parts.getFirst().toString();
    }

    @Override
    public InetSocketAddress local() {
        return parts.getFirst().local();
    }

    /** On a loop's thread, of that loop: a callback is given no socket whose events are another thread's. */
    @Override
    public StreamSocket tryAccept() {
        int own = group.current();
        if (own >= 0) {
            return own < parts.size() ? parts.get(own).tryAccept() : null;
        }
        for (Listener each : parts) {
            StreamSocket s = each.tryAccept();
            if (s != null) {
                return s;
            }
        }
        return null;
    }

    @Override
    public StreamSocket accept(Duration timeout) throws IOException {
        if (parts.getFirst().sharesQueue()) {
            return parts.getFirst().accept(timeout);
        }
        Duration left = timeout; // who has a callback and waits all the same
        while (true) {
            StreamSocket s = tryAccept();
            if (s != null) {
                return s;
            }
            try {
                return parts.getFirst().accept(left.compareTo(STEP) < 0 ? left : STEP);
            } catch (StreamException e) {
                left = left.minus(STEP);
                if (e.reason() != Reason.TIMED_OUT || left.isNegative() || left.isZero()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void reconfigure(SocketConfig config) {
        parts.forEach(p -> p.settings(config));
    }

    @Override
    public int pending() {
        return backlog.waiting();
    }

    @Override
    public void close() {
        parts.forEach(p -> group.call(p.host(), () -> {
            p.end();
            return null;
        }));
    }
}
