package mptcp.experiment.sim;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.DrivenStack;

/** One connection of a flow: its two ends, and how they were seen last. */
final class Channel {
    private final StreamEnd client;
    private final StreamEnd server;
    private final Exchange exchange;
    private ConnectionSnapshot sending;
    private ConnectionSnapshot receiving;
    private boolean over;

    Channel(StreamEnd client, StreamEnd server) {
        this.client = client;
        this.server = server;
        exchange = new Exchange(client, server);
    }

    StreamEnd client() {
        return client;
    }

    StreamEnd server() {
        return server;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Looks again; counters only grow, so the last sight of everything is its final account. */
    void look(DrivenStack from, DrivenStack to, boolean upward) {
        if (isOver()) {
            return;
        }
        var atClient = from.inspector().connection(client.connection());
        var atServer = to.inspector().connection(server.connection());
        (upward ? atClient : atServer).ifPresent(s -> sending = s);
        (upward ? atServer : atClient).ifPresent(s -> receiving = s);
        over = client.closed() && atClient.isEmpty() && atServer.isEmpty();
    }

    /** Both ends are forgotten by their hosts: there is nothing more to see. */
    boolean isOver() {
        return over;
    }

    /** Null as long as it was not seen. */
    ConnectionSnapshot sending() {
        return sending;
    }

    ConnectionSnapshot receiving() {
        return receiving;
    }
}
