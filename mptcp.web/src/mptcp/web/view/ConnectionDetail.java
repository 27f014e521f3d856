package mptcp.web.view;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;
import mptcp.api.socket.Stack;

/**
 * One connection whole, and what its other end holds out of order, where that end is a host of this process: a queue of
 * the receiver tells about the scheduler of the sender.
 */
public final class ConnectionDetail implements Answer {
    /** Where there are more, the other end is not looked for. */
    private static final int LOOKED_THROUGH = 500;

    private static final int REMEMBERED = 1_000;

    private final Hosts hosts;
    private final ConcurrentMap<String, Peer> peers = new ConcurrentHashMap<>();

    /** @param host null: none was found */
    private record Peer(String host, long id) {
        private static final Peer NONE = new Peer(null, 0);
    }

    public ConnectionDetail(Hosts hosts) {
        this.hosts = hosts;
    }

    @Override
    public Object of(Map<String, String> query) throws NotThere {
        ConnectionSnapshot c = hosts.connection(query);
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", c.host() + "/" + c.id());
        map.put("snapshot", c);
        ConnectionSnapshot peer = peer(c);
        map.put("peer", peer == null ? null : peer.host() + "/" + peer.id());
        map.put("peerOutOfOrder", peer == null ? null : peer.outOfOrder());
        return map;
    }

    private ConnectionSnapshot peer(ConnectionSnapshot c) throws NotThere {
        if (c.fallback() || c.mptcpVersion() < 0 || c.remoteToken() == 0) {
            return null;
        }
        if (peers.size() > REMEMBERED) {
            peers.clear();
        }
        String key = c.host() + "/" + c.id() + "/" + c.remoteToken();
        Peer known = peers.get(key);
        if (known == null) {
            known = find(c);
            peers.put(key, known);
        }
        return known.host() == null ? null : hosts.named(known.host()).inspector().connection(known.id()).orElse(null);
    }

    private Peer find(ConnectionSnapshot c) {
        for (Stack host : hosts.answering()) {
            Inspector inspector = host.inspector();
            if (host.name().equals(c.host()) || inspector.connectionCount() > LOOKED_THROUGH) {
                continue;
            }
            Optional<ConnectionSnapshot> found = inspector.connections().stream()
                    .filter(o -> o.localToken() == c.remoteToken() && o.remoteToken() == c.localToken()).findFirst();
            if (found.isPresent()) {
                return new Peer(host.name(), found.get().id());
            }
        }
        return Peer.NONE;
    }
}
