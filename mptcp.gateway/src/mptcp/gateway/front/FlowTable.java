package mptcp.gateway.front;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connections that pass a {@link FrontLink}: each has a number, from which follows the address and port that stand for its
 * client (198.18.0.0/15, RFC 2544; 2001:2::/48, RFC 5180: of no real network). The loop's, but for {@link #destination}.
 */
final class FlowTable {
    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final long BASE4 = 198L << 24 | 18L << 16;
    private static final long BASE6_HI = 0x2001_0002_0000_0000L;
    private static final int PORTS = 1 << 15;
    private static final int MOST = PORTS << 15;

    /** A connection. Loop only, but for what is final. */
    static final class Flow {
        /** As the client has it: from it to its destination. */
        final Endpoints real;
        /** As the stack has it: from the address in place of the client's to the stack's. */
        final Endpoints inside;
        private final int number;
        private long lastNs;
        private boolean answered;
        private boolean clientEnded;
        private boolean destinationEnded;

        private Flow(Endpoints real, Endpoints inside, int number) {
            this.real = real;
            this.inside = inside;
            this.number = number;
        }

        /** A packet passes. @param inwards whether it is the client's */
        void seen(int flags, boolean inwards, long nowNs) {
            lastNs = nowNs;
            if ((flags & TcpHeaders.RST) != 0) {
                clientEnded = true;
                destinationEnded = true;
            } else if ((flags & TcpHeaders.SYN) != 0 && inwards) { // a new connection in place of an old one
                answered = false;
                clientEnded = false;
                destinationEnded = false;
            } else if (inwards) {
                answered = true;
                clientEnded |= (flags & TcpHeaders.FIN) != 0;
            } else {
                destinationEnded |= (flags & TcpHeaders.FIN) != 0;
            }
        }

        long lastNs() {
            return lastNs;
        }

        /** Those that ended, or never began, are kept for as long as stragglers may come. */
        private boolean isOver(long nowNs, long idleNs) {
            boolean brief = !answered || clientEnded && destinationEnded;
            return nowNs - lastNs > (brief ? MINUTE_NS : idleNs);
        }
    }

    private final Map<Endpoints, Flow> byClient = new HashMap<>();
    private final Map<Integer, Flow> byNumber = new ConcurrentHashMap<>();
    /** Numbers of flows that are over, the one over for longest first. */
    private final Queue<Integer> free = new ArrayDeque<>();
    private final int capacity;
    private final long idleNs;
    private int next;
    private long sweptNs = Long.MIN_VALUE;

    /** @param idleNs how long one without packets is kept; 0: for ever */
    FlowTable(int capacity, long idleNs) {
        this.capacity = Math.min(capacity, MOST);
        this.idleNs = idleNs == 0 ? Long.MAX_VALUE : idleNs + MINUTE_NS;
    }

    Flow ofClient(Endpoints real) {
        return byClient.get(real);
    }

    /** @param outwards from the stack to what stands for a client */
    Flow ofStack(Endpoints outwards) {
        Flow flow = byNumber.get(number(outwards.toLo(), outwards.toPort()));
        return flow != null && flow.inside.equals(outwards.reversed()) ? flow : null;
    }

    /** Where a client was going, by the address that stands for it; null: there is none. Any thread. */
    InetSocketAddress destination(InetSocketAddress inside) {
        byte[] address = inside.getAddress().getAddress();
        long lo = address.length == 4 ? ByteBuffer.wrap(address).getInt() & 0xffff_ffffL : ByteBuffer.wrap(address).getLong(8);
        Flow flow = byNumber.get(number(lo, inside.getPort()));
        return flow == null || !flow.inside.from().equals(inside) ? null : flow.real.to();
    }

    private static int number(long lo, int port) {
        return (int) ((lo & 0x1ffff) - 1) * PORTS + (port & PORTS - 1);
    }

    /**
     * A new one.
     *
     * @param stack the stack's address of this family
     * @return null if there are too many
     */
    Flow open(Endpoints real, Endpoints stack, long nowNs) {
        if (sweptNs == Long.MIN_VALUE || nowNs - sweptNs > SECOND_NS) {
            sweptNs = nowNs;
            byClient.values().removeIf(flow -> isGone(flow, nowNs));
        }
        if (byClient.size() >= capacity) {
            return null;
        }
        int number = free.isEmpty() || next < capacity ? next++ : free.remove();
        long host = 1 + number / PORTS;
        Flow flow = new Flow(real, new Endpoints(real.six(), real.six() ? BASE6_HI : 0, real.six() ? host : BASE4 + host,
                PORTS | number % PORTS, stack.toHi(), stack.toLo(), stack.toPort()), number);
        flow.lastNs = nowNs;
        byClient.put(real, flow);
        byNumber.put(number, flow);
        return flow;
    }

    private boolean isGone(Flow flow, long nowNs) {
        boolean gone = flow.isOver(nowNs, idleNs);
        if (gone) {
            byNumber.remove(flow.number);
            free.add(flow.number);
        }
        return gone;
    }
}
