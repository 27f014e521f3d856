package mptcp.socketagent.machine;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.Inspector;

/** The connections that ended last, as they were then: the stack forgets them. Written on the loop, read anywhere. */
final class Ended {
    private static final int REMEMBERED = 1024;

    private final Map<Long, ConnectionSnapshot> byId = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, ConnectionSnapshot> eldest) {
            return size() > REMEMBERED;
        }
    };

    Ended(Inspector inspector) {
        inspector.monitor((_, id, _, event, _) -> {
            if (event.equals("CLOSED")) {
                inspector.connection(id).ifPresent(this::remember);
            }
        });
    }

    private synchronized void remember(ConnectionSnapshot snapshot) {
        byId.put(snapshot.id(), snapshot);
    }

    synchronized Optional<ConnectionSnapshot> of(long id) {
        return Optional.ofNullable(byId.get(id));
    }
}
