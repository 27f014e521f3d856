package mptcp.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.nio.channels.NetworkChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import mptcp.api.socket.SocketConfig;

/**
 * The options of one channel, before and after it is known who carries it. What may be said, what it becomes and what it
 * is by default, the JDK's own channels answer: each value is tried on one. Those without a meaning to a stack (reuse of
 * addresses, those of Linux) are kept and given back. The type of service is on the packets, and is a hint for policies. Any thread.
 */
final class ChannelOptions {
    private static final long NS_PER_S = 1_000_000_000;
    /** Linux's tcp_keepalive_time, which SO_KEEPALIVE alone stands for. */
    private static final long KEEP_ALIVE_NS = 7_200 * NS_PER_S;
    /** Of the octet; they are the stack's (RFC 3168). */
    private static final int ECN_BITS = 3;
    private static final String KEEP_IDLE = "TCP_KEEPIDLE";
    private static final String USER_TIMEOUT = "TCP_USER_TIMEOUT";

    /** The JDK has it without a public name. */
    @SuppressWarnings("unchecked") // its type is asked for
    static final SocketOption<Boolean> OOB_INLINE = (SocketOption<Boolean>) Jdk.socketOptions().stream()
            .filter(o -> o.name().equals("SO_OOBINLINE") && o.type() == Boolean.class).findFirst().orElseThrow();

    /** Makes a channel of the JDK to ask. */
    interface Model {
        NetworkChannel open() throws IOException;
    }

    static final Model SOCKET = () -> Jdk.channels().openSocketChannel();
    static final Model SERVER = () -> Jdk.channels().openServerSocketChannel();

    private static final Map<SocketOption<?>, Object> SOCKET_DEFAULTS = new ConcurrentHashMap<>();
    private static final Map<SocketOption<?>, Object> SERVER_DEFAULTS = new ConcurrentHashMap<>();

    private final Model model;
    private final Set<SocketOption<?>> supported;
    private final Map<SocketOption<?>, Object> defaults;
    private final Map<SocketOption<?>, Object> values = new HashMap<>();

    private ChannelOptions(Model model, Set<SocketOption<?>> supported, Map<SocketOption<?>, Object> defaults) {
        this.model = model;
        this.supported = supported;
        this.defaults = defaults;
    }

    static ChannelOptions ofSocket() {
        return new ChannelOptions(SOCKET, Jdk.socketOptions(), SOCKET_DEFAULTS);
    }

    static ChannelOptions ofServer() {
        return new ChannelOptions(SERVER, Jdk.serverOptions(), SERVER_DEFAULTS);
    }

    Set<SocketOption<?>> supported() {
        return supported;
    }

    /** @throws UnsupportedOperationException if there is no such option */
    void check(SocketOption<?> name) {
        if (!supported.contains(Objects.requireNonNull(name))) {
            throw new UnsupportedOperationException("'" + name + "' not supported");
        }
    }

    /** Likewise. @throws IllegalArgumentException if the value is none of its type */
    void check(SocketOption<?> name, Object value) {
        check(name);
        if (!name.type().isInstance(value)) {
            throw new IllegalArgumentException("Invalid value '" + value + "'");
        }
    }

    /** Those of a listener that an accepted connection has, too. */
    void inherit(ChannelOptions listener) throws IOException {
        Boolean reuse = listener.get(StandardSocketOptions.SO_REUSEADDR);
        Integer buffer = listener.said(StandardSocketOptions.SO_RCVBUF, null);
        synchronized (values) {
            values.put(StandardSocketOptions.SO_REUSEADDR, reuse);
            if (buffer != null) {
                values.put(StandardSocketOptions.SO_RCVBUF, buffer);
            }
        }
    }

    /**
     * Keeps a value.
     *
     * @throws IllegalArgumentException if it cannot be one, as the JDK's channels say
     */
    <T> void set(SocketOption<T> name, T value) throws IOException {
        check(name, value);
        T kept = value;
        if (!(value instanceof Boolean)) {
            try (NetworkChannel asked = model.open()) {
                asked.setOption(name, value);
                if (name != StandardSocketOptions.SO_SNDBUF && name != StandardSocketOptions.SO_RCVBUF) {
                    kept = asked.getOption(name); // sizes are what was asked for, whatever the kernel's limits are
                }
            }
        }
        synchronized (values) {
            values.put(name, kept);
        }
    }

    /** What was set, or what a channel of the JDK says by itself. */
    @SuppressWarnings("unchecked") // of an option's own type when it was put
    <T> T get(SocketOption<T> name) throws IOException {
        check(name);
        synchronized (values) {
            Object value = values.get(name);
            if (value != null) {
                return (T) value;
            }
        }
        Object value = defaults.get(name);
        if (value == null) {
            try (NetworkChannel asked = model.open()) {
                value = asked.getOption(name);
            }
            defaults.put(name, value);
        }
        return (T) value;
    }

    private <T> T said(SocketOption<T> name, T otherwise) {
        synchronized (values) {
            Object value = values.get(name);
            return value == null ? otherwise : name.type().cast(value);
        }
    }

    /** Seconds; negative: off. */
    int lingerSeconds() {
        return said(StandardSocketOptions.SO_LINGER, -1);
    }

    /** These settings for a socket of the stack; what was never said is the stack's. */
    SocketConfig applyTo(SocketConfig config) {
        boolean keepAlive = said(StandardSocketOptions.SO_KEEPALIVE, config.keepAliveNs() > 0);
        int linger = lingerSeconds();
        return config.withBuffers(size(StandardSocketOptions.SO_SNDBUF, config.sendBuffer()),
                        size(StandardSocketOptions.SO_RCVBUF, config.receiveBuffer()))
                .withNoDelay(said(StandardSocketOptions.TCP_NODELAY, config.noDelay()))
                .withKeepAlive(keepAlive ? named(KEEP_IDLE, NS_PER_S, KEEP_ALIVE_NS) : 0)
                .withUserTimeout(named(USER_TIMEOUT, 1_000_000, config.userTimeoutNs()))
                .withLinger(linger < 0 ? -1 : linger * NS_PER_S)
                .withPackets(config.packets().withTrafficClass(
                        said(StandardSocketOptions.IP_TOS, config.packets().trafficClass()) & ~ECN_BITS));
    }

    private int size(SocketOption<Integer> name, int otherwise) {
        int size = said(name, otherwise);
        return size == 0 ? otherwise : Math.max(4096, size);
    }

    /** Options of the JDK's extended ones, which not every machine has. */
    private long named(String name, long unit, long otherwise) {
        synchronized (values) {
            for (var each : values.entrySet()) {
                if (each.getKey().name().equals(name) && each.getValue() instanceof Integer n && n > 0) {
                    return n * unit;
                }
            }
        }
        return otherwise;
    }

    /** These settings for a channel of the kernel. */
    void applyTo(NetworkChannel channel) throws IOException {
        Map<SocketOption<?>, Object> all;
        synchronized (values) {
            all = new HashMap<>(values);
        }
        for (var each : all.entrySet()) {
            apply(channel, each.getKey(), each.getValue());
        }
    }

    private static <T> void apply(NetworkChannel channel, SocketOption<T> name, Object value) throws IOException {
        if (channel.supportedOptions().contains(name)) {
            channel.setOption(name, name.type().cast(value));
        }
    }
}
