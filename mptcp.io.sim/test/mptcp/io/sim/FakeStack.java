package mptcp.io.sim;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.link.PacketSink;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;

/** A stack as far as a network needs one: it has links, is turned, and does what the test says. */
final class FakeStack {
    final List<IpLink> links = new ArrayList<>();
    final List<List<LinkAddress>> addresses = new ArrayList<>();
    final List<Long> turns = new ArrayList<>();
    final DrivenStack stack;
    PacketSink sink = (memory, offset, length, segmentSize, checksumState, nowNs) -> { };
    LongUnaryOperator afterPoll = now -> Long.MAX_VALUE;
    boolean refuse;
    boolean payloadFree;
    volatile Runnable onWork;

    FakeStack(String name) {
        InvocationHandler handler = (proxy, method, args) -> switch (method.getName()) {
            case "name", "toString" -> name;
            case "hashCode" -> System.identityHashCode(this);
            case "equals" -> proxy == args[0];
            case "addLink" -> addLink((IpLink) args[0], (List<?>) args[1]);
            case "removeLink" -> removeLink((String) args[0]);
            case "config" -> StackConfig.builder(name).payloadFree(payloadFree).build();
            case "links" -> List.copyOf(links);
            case "onWork" -> {
                onWork = (Runnable) args[0];
                yield null;
            }
            case "turn" -> turn((Long) args[0]);
            default -> throw new UnsupportedOperationException(method.getName());
        };
        stack = (DrivenStack)
                Proxy.newProxyInstance(FakeStack.class.getClassLoader(), new Class<?>[] {DrivenStack.class}, handler);
    }

    private Object addLink(IpLink link, List<?> at) {
        if (refuse) {
            throw new IllegalArgumentException("refused by the test");
        }
        links.add(link);
        addresses.add(at.stream().map(LinkAddress.class::cast).toList());
        return null;
    }

    private Object removeLink(String name) {
        links.stream().filter(l -> l.name().equals(name)).forEach(IpLink::close);
        links.removeIf(l -> l.name().equals(name));
        return null;
    }

    private long turn(long nowNs) {
        turns.add(nowNs);
        boolean more = false;
        for (IpLink link : links) {
            more |= link.poll(sink, 16, nowNs) == 16;
        }
        long next = afterPoll.applyAsLong(nowNs);
        for (IpLink link : links) {
            link.flush(nowNs);
        }
        return more ? nowNs : next;
    }

    /** Puts a packet into a link, to be flushed at the next turn. */
    void write(int link, byte[] packet, int segmentSize, int checksumState) {
        write(links.get(link), packet, segmentSize, checksumState);
    }

    static void write(IpLink to, byte[] packet, int segmentSize, int checksumState) {
        long at = to.claim(packet.length);
        if (at == IpLink.NO_ROOM) {
            throw new AssertionError("no room");
        }
        java.lang.foreign.MemorySegment.copy(java.lang.foreign.MemorySegment.ofArray(packet), 0, to.txMemory(), at,
                packet.length);
        to.commit(at, packet.length, segmentSize, checksumState);
    }
}
