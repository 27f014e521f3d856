package mptcp.socketagent.socket;

import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import mptcp.socketagent.machine.PacketWatch;
import mptcp.socketagent.machine.Passing;

/** When data came last to connections of a listener that were not accepted yet. Any thread. */
final class EarlyArrivals implements PacketWatch {
    private static final int MOST = 1024;

    private final int port;

    /** By the peer's end; guarded by this. */
    private final Map<InetSocketAddress, Long> last = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<InetSocketAddress, Long> eldest) {
            return size() > MOST;
        }
    };

    EarlyArrivals(int port) {
        this.port = port;
    }

    /** @return 0: not known */
    synchronized long take(InetSocketAddress remote) {
        Long at = last.remove(remote);
        return at == null ? 0 : at;
    }

    @Override
    public void sent(Passing segment) {
        // only what comes counts
    }

    @Override
    public synchronized void received(Passing segment) {
        if (segment.payload() > 0 && segment.to().getPort() == port) {
            last.put(segment.from(), Timestamps.now());
        }
    }

    @Override
    public void turned() {
        // there is nothing to tell
    }
}
