package mptcp.core.mp;

import java.net.InetSocketAddress;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamException.Reason;

/** What applications read of a connection that failed. Stateless. */
final class SocketFailure {
    private SocketFailure() {}

    static StreamException of(Reason reason, InetSocketAddress remote) {
        return new StreamException(reason, switch (reason) {
            case REFUSED -> "connection refused by " + describe(remote);
            case TIMED_OUT -> "no answer from " + describe(remote);
            case UNREACHABLE -> "no way to " + describe(remote);
            case ABORTED, CLOSED -> "connection closed";
            default -> "connection reset by " + describe(remote);
        });
    }

    static String describe(InetSocketAddress a) {
        String host = a.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + a.getPort();
    }
}
