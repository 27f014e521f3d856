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
import mptcp.api.socket.SocketConfig;
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

    /** How addresses of a destination are found. */
    interface Lookup {
        InetAddress[] addresses() throws java.net.UnknownHostException;
    }

    /** @param host a name, which the kernel's resolver looks up, or an address */
    void connect(String host, int port, Outcome outcome) {
        connect(() -> InetAddress.getAllByName(host), port, outcome);
    }

    /** The stack has all addresses at once: its path manager says in which order, and how far apart, they are tried. */
    void connect(Lookup lookup, int port, Outcome outcome) {
        waiting.execute(() -> {
            StreamSocket socket = null;
            Failure failure;
            try {
                List<InetSocketAddress> allowed = allowed(lookup.addresses(), port);
                List<InetSocketAddress> reachable = allowed.stream().filter(this::isOfOurFamily).toList();
                failure = allowed.isEmpty() ? Failure.NOT_ALLOWED : Failure.FAMILY;
                for (List<InetSocketAddress> to : together(reachable)) {
                    if (socket == null) {
                        try {
                            socket = connect(to);
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

    private List<InetSocketAddress> allowed(InetAddress[] all, int port) {
        List<InetSocketAddress> allowed = new ArrayList<>();
        for (InetAddress each : all) {
            InetSocketAddress to = new InetSocketAddress(each, port);
            if (rules.admits(to)) {
                allowed.add(to);
            }
        }
        return allowed;
    }

    /** By a converter all are. */
    private boolean isOfOurFamily(InetSocketAddress to) {
        return convert != null || stack.addresses().stream().map(LinkAddress::address)
                .anyMatch(a -> a.getClass() == to.getAddress().getClass());
    }

    /** What is asked for in one: a converter takes one address at a time. */
    private List<List<InetSocketAddress>> together(List<InetSocketAddress> all) {
        return convert != null ? all.stream().map(List::of).toList() : all.isEmpty() ? List.of() : List.of(all);
    }

    private StreamSocket connect(List<InetSocketAddress> to) throws IOException {
        if (convert != null) {
            return convert.connect(to.getFirst(), timeout);
        }
        StreamSocket socket = stack.connect(null, to, SocketConfig.DEFAULT, null);
        try {
            socket.awaitConnected(timeout.multipliedBy(to.size()));
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
