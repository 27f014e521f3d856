package mptcp.net;

import java.net.Socket;
import java.net.SocketException;
import java.net.SocketOptions;
import java.util.HashMap;
import java.util.Map;
import mptcp.api.socket.SocketConfig;

/**
 * The options of one socket, as {@link SocketOptions} numbers them, before and after it is connected. Those without a
 * meaning here (reuse of addresses, type of service, out-of-band data in line) are kept and given back.
 */
final class Settings {
    private static final long NS_PER_S = 1_000_000_000;
    /** Linux's tcp_keepalive_time, which SO_KEEPALIVE alone stands for. */
    private static final long KEEP_ALIVE_NS = 7_200 * NS_PER_S;
    private static final int DEFAULT_BUFFER = 1 << 16;

    private final Map<Integer, Object> values = new HashMap<>();

    /** @throws SocketException if there is no such option, or the value is not of its type */
    synchronized void put(int option, Object value) throws SocketException {
        boolean legal = switch (option) {
            case SocketOptions.SO_TIMEOUT, SocketOptions.SO_RCVBUF, SocketOptions.SO_SNDBUF, SocketOptions.IP_TOS ->
                    value instanceof Integer n && n >= 0;
            case SocketOptions.SO_LINGER -> value instanceof Integer || Boolean.FALSE.equals(value);
            case SocketOptions.TCP_NODELAY, SocketOptions.SO_KEEPALIVE, SocketOptions.SO_REUSEADDR,
                    SocketOptions.SO_REUSEPORT, SocketOptions.SO_OOBINLINE -> value instanceof Boolean;
            default -> false;
        };
        if (!legal) {
            throw new SocketException("option " + option + " cannot be " + value);
        }
        values.put(option, value);
    }

    /** @throws SocketException if there is no such option */
    synchronized Object get(int option) throws SocketException {
        Object value = values.get(option);
        if (value != null) {
            return value;
        }
        return switch (option) {
            case SocketOptions.SO_TIMEOUT, SocketOptions.IP_TOS -> 0;
            case SocketOptions.SO_RCVBUF, SocketOptions.SO_SNDBUF -> DEFAULT_BUFFER;
            case SocketOptions.SO_LINGER -> -1;
            case SocketOptions.TCP_NODELAY, SocketOptions.SO_KEEPALIVE, SocketOptions.SO_REUSEADDR,
                    SocketOptions.SO_REUSEPORT, SocketOptions.SO_OOBINLINE -> false;
            default -> throw new SocketException("there is no option " + option);
        };
    }

    /** How long reads and accepts wait, in milliseconds; 0: for ever. */
    synchronized int timeoutMs() {
        return (Integer) values.getOrDefault(SocketOptions.SO_TIMEOUT, 0);
    }

    /** These settings for a socket of the stack; what was never said is the stack's. */
    synchronized SocketConfig applyTo(SocketConfig config) {
        int send = (Integer) values.getOrDefault(SocketOptions.SO_SNDBUF, config.sendBuffer());
        int receive = (Integer) values.getOrDefault(SocketOptions.SO_RCVBUF, config.receiveBuffer());
        boolean keepAlive = (Boolean) values.getOrDefault(SocketOptions.SO_KEEPALIVE, config.keepAliveNs() > 0);
        Object linger = values.getOrDefault(SocketOptions.SO_LINGER, -1);
        return config.withBuffers(send, receive)
                .withNoDelay((Boolean) values.getOrDefault(SocketOptions.TCP_NODELAY, config.noDelay()))
                .withKeepAlive(keepAlive ? KEEP_ALIVE_NS : 0)
                .withLinger(linger instanceof Integer s && s >= 0 ? s * NS_PER_S : -1);
    }

    /** These settings for a socket of the kernel. */
    synchronized void applyTo(Socket socket) throws SocketException {
        for (var each : values.entrySet()) {
            switch (each.getKey()) {
                case SocketOptions.TCP_NODELAY -> socket.setTcpNoDelay((Boolean) each.getValue());
                case SocketOptions.SO_KEEPALIVE -> socket.setKeepAlive((Boolean) each.getValue());
                case SocketOptions.SO_RCVBUF -> socket.setReceiveBufferSize((Integer) each.getValue());
                case SocketOptions.SO_SNDBUF -> socket.setSendBufferSize((Integer) each.getValue());
                case SocketOptions.SO_LINGER ->
                        socket.setSoLinger(each.getValue() instanceof Integer s && s >= 0,
                                each.getValue() instanceof Integer s ? Math.max(0, s) : 0);
                default -> { } // of no consequence to the connection
            }
        }
    }
}
