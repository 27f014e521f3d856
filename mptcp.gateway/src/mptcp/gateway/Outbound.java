package mptcp.gateway;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.gateway.convert.ConvertException;

/** Connects to destinations over the stack. Any thread. */
final class Outbound implements AutoCloseable {
    /** Told of the end of it, on a thread of its own. */
    interface Outcome {
        /** @param multipath whether the destination speaks Multipath TCP */
        void connected(StreamSocket socket, boolean multipath);

        void failed(Failure failure);
    }

    /** Why a destination was not reached. */
    enum Failure { NOT_ALLOWED, NO_NAME, NO_ROUTE, REFUSED, TIMED_OUT, FAMILY, OTHER }

    private final Stack stack;
    private final AccessRules rules;
    private final Duration timeout;
    /** Null: destinations are reached directly. */
    private final ConvertClient convert;
    private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param timeout of each address that is tried
     * @param converter by which they are reached; null: directly
     */
    Outbound(Stack stack, AccessRules rules, Duration timeout, InetSocketAddress converter) {
        convert = converter == null ? null : new ConvertClient(stack, converter);
        this.stack = stack;
        this.rules = rules;
        this.timeout = timeout;
    }

    /** @param host a name, which the kernel's resolver looks up, or an address */
    void connect(String host, int port, Outcome outcome) {
        waiting.execute(() -> {
            StreamSocket socket = null;
            Failure failure;
            try {
                List<InetAddress> addresses = allowed(InetAddress.getAllByName(host), port);
                failure = addresses.isEmpty() ? Failure.NOT_ALLOWED : Failure.FAMILY;
                for (InetAddress address : addresses) {
                    if (socket == null && (convert != null || stack.addresses().stream().map(LinkAddress::address)
                            .anyMatch(a -> a.getClass() == address.getClass()))) {
                        try {
                            socket = connect(new InetSocketAddress(address, port));
                        } catch (IOException e) {
                            failure = reason(e);
                        }
                    }
                }
            } catch (java.net.UnknownHostException _) {
                failure = Failure.NO_NAME;
            } catch (RuntimeException _) { // the stack is closed
                failure = Failure.OTHER;
            }
            if (socket == null) {
                outcome.failed(failure);
            } else {
                outcome.connected(socket, isMultipath(socket));
            }
        });
    }

    private List<InetAddress> allowed(InetAddress[] all, int port) {
        List<InetAddress> allowed = new ArrayList<>();
        for (InetAddress each : all) {
            if (rules.admits(new InetSocketAddress(each, port))) {
                allowed.add(each);
            }
        }
        return allowed;
    }

    private StreamSocket connect(InetSocketAddress to) throws IOException {
        if (convert != null) {
            return convert.connect(to, timeout);
        }
        StreamSocket socket = stack.connect(to);
        try {
            socket.awaitConnected(timeout);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.abort();
            throw e;
        }
    }

    private boolean isMultipath(StreamSocket socket) {
        return stack.inspector().connection(socket.id()).map(c -> !c.fallback()).orElse(false);
    }

    private static Failure reason(IOException e) {
        if (e instanceof ConvertClient.Refused refused) {
            return switch (refused.error()) {
                case NOT_AUTHORIZED -> Failure.NOT_ALLOWED;
                case CONNECTION_RESET -> Failure.REFUSED;
                case NETWORK_FAILURE -> Failure.TIMED_OUT;
                case DESTINATION_UNREACHABLE -> Failure.NO_ROUTE;
                default -> Failure.OTHER;
            };
        }
        if (e instanceof ConvertException || e instanceof EOFException) {
            return Failure.OTHER;
        }
        if (!(e instanceof StreamException stream)) {
            return Failure.NO_ROUTE;
        }
        return switch (stream.reason()) {
            case REFUSED -> Failure.REFUSED;
            case TIMED_OUT -> Failure.TIMED_OUT;
            case UNREACHABLE, NET_UNREACHABLE -> Failure.NO_ROUTE;
            default -> Failure.OTHER;
        };
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
