package mptcp.nio;

import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.channels.spi.SelectorProvider;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.List;
import java.util.Set;

/**
 * The providers that the JDK would use by itself. While another is installed it has no method that returns them, so they
 * are made by name; {@link Provider.Service} makes public classes by name, those of the JDK too. They carry what is not
 * the stack's: loopback, pipes, datagrams, sockets of the file system. Any thread.
 */
final class Jdk {
    private static final List<String> CHANNELS = List.of("sun.nio.ch.EPollSelectorProvider",
            "sun.nio.ch.KQueueSelectorProvider", "sun.nio.ch.WEPollSelectorProvider");
    private static final List<String> ASYNCHRONOUS = List.of("sun.nio.ch.LinuxAsynchronousChannelProvider",
            "sun.nio.ch.BsdAsynchronousChannelProvider", "sun.nio.ch.WindowsAsynchronousChannelProvider");

    private Jdk() {}

    /** Of selectors and channels. @throws IllegalStateException if this JDK has it by none of the known names */
    static SelectorProvider channels() {
        return Channels.PROVIDER;
    }

    static AsynchronousChannelProvider asynchronous() {
        return Asynchronous.PROVIDER;
    }

    /** What a channel of this machine supports. */
    static Set<SocketOption<?>> socketOptions() {
        return Channels.SOCKET_OPTIONS;
    }

    static Set<SocketOption<?>> serverOptions() {
        return Channels.SERVER_OPTIONS;
    }

    private static <T> T named(Class<T> type, List<String> names) {
        Exception last = null;
        for (String name : names) {
            try {
                return type.cast(new Named(name).getService(Named.TYPE, name).newInstance(null));
            } catch (NoSuchAlgorithmException | ClassCastException e) {
                last = e;
            }
        }
        throw new IllegalStateException("this JDK has no " + type.getSimpleName() + " by the names of " + names, last);
    }

    /** Knows one class, by name. */
    private static final class Named extends Provider {
        private static final long serialVersionUID = 1;
        private static final String TYPE = "Channels";

        Named(String name) {
            super("channels", "1", "providers of channels by name");
            putService(new Service(this, TYPE, name, name, null, null));
        }
    }

    private static final class Channels {
        static final SelectorProvider PROVIDER = named(SelectorProvider.class, CHANNELS);
        static final Set<SocketOption<?>> SOCKET_OPTIONS;
        static final Set<SocketOption<?>> SERVER_OPTIONS;

        static {
            try (SocketChannel socket = PROVIDER.openSocketChannel();
                    ServerSocketChannel server = PROVIDER.openServerSocketChannel()) {
                SOCKET_OPTIONS = socket.supportedOptions();
                SERVER_OPTIONS = server.supportedOptions();
            } catch (IOException e) {
                throw new IllegalStateException("the JDK's channels cannot be opened: " + e.getMessage(), e);
            }
        }
    }

    private static final class Asynchronous {
        static final AsynchronousChannelProvider PROVIDER = named(AsynchronousChannelProvider.class, ASYNCHRONOUS);
    }
}
