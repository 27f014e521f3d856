package mptcp.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.embedded.StackBuilder;
import mptcp.gateway.front.FrontLink;

/**
 * A gateway that programs do not know of: connections to a range of addresses, which the kernel routes to a device, end here,
 * and go on over the stack. Clients' connections are established before it is known whether their destination is reached; where
 * it is not, they are reset. Any thread.
 */
final class TransparentServer implements AutoCloseable {
    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    /** Of connections that are open; those that ended, or have yet to begin, are remembered, too. */
    private static final int FLOWS_FOR_EACH = 8;

    private final AccessRules rules;
    private final List<AddressRange> captured;
    private final List<LinkAddress> own;
    private final SocksServer.Limits limits;
    private final Outbound outbound;
    private final Statistics statistics = new Statistics();
    private final FrontLink link;
    private final Stack front;
    private final StreamListener listening;

    /**
     * A gateway at a device, which is closed with it.
     *
     * @param stack over which destinations are reached
     * @param own addresses of the device's network that are the gateway's; its other hosts are clients that may use it
     * @param captured destinations whose connections are taken
     * @param converter by which they are reached (RFC 8803); null: directly
     */
    TransparentServer(Stack stack, IpLink device, List<LinkAddress> own, List<AddressRange> captured, AccessRules rules,
            SocksServer.Limits limits, InetSocketAddress converter) throws IOException {
        this.rules = rules;
        this.captured = captured;
        this.own = own;
        this.limits = limits;
        outbound = new Outbound(stack, rules, limits.connect(), converter);
        link = new FrontLink(device, own, this::captures, this::admits, FLOWS_FOR_EACH * limits.connections(),
                limits.idle().toNanos());
        front = StackBuilder.named(stack.name() + "-front").settings(c -> c.mptcpVersion(-1))
                .link(link, own.stream().map(LinkAddress::toString).toArray(String[]::new)).open();
        listening = front.listen(new InetSocketAddress(FrontLink.PORT));
        Thread.ofVirtual().name("transparent").start(this::accept);
    }

    Statistics statistics() {
        return statistics;
    }

    /** Packets that were of no connection that is taken. */
    long dropped() {
        return link.dropped();
    }

    private boolean captures(InetSocketAddress destination) {
        return captured.stream().anyMatch(range -> range.contains(destination.getAddress()));
    }

    private boolean admits(InetAddress client) {
        return rules.admits(client) || own.stream().anyMatch(each -> new AddressRange(each).contains(client));
    }

    private void accept() {
        try {
            while (true) {
                serve(listening.accept(FOR_EVER));
            }
        } catch (IOException | RuntimeException _) {
            // it is closed
        }
    }

    private void serve(StreamSocket client) {
        statistics.accepted.increment();
        InetSocketAddress destination = link.destination(client.remote());
        if (destination == null || statistics.open.get() >= limits.connections()) {
            statistics.refused.increment();
            client.abort();
            return;
        }
        statistics.open.incrementAndGet();
        outbound.connect(destination.getAddress().getHostAddress(), destination.getPort(), new Outbound.Outcome() {
            @Override
            public void connected(StreamSocket socket, boolean multipath) {
                statistics.connected.increment();
                if (multipath) {
                    statistics.multipath.increment();
                }
                SocketRelay.start(client, socket, statistics, limits.idle(), statistics.open::decrementAndGet);
            }

            @Override
            public void failed(Outbound.Failure failure) {
                (failure == Outbound.Failure.NOT_ALLOWED ? statistics.refused : statistics.failed).increment();
                statistics.open.decrementAndGet();
                client.abort();
            }
        });
    }

    @Override
    public void close() {
        listening.close();
        outbound.close();
        front.close();
    }
}
