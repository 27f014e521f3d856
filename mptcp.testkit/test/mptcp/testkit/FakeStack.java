package mptcp.testkit;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.PacketEncoder;
import mptcp.testkit.wire.TcpOption;
import mptcp.testkit.wire.TcpPacket;

/** A stack with no protocol in it: it answers each packet as the test says, now or later. */
final class FakeStack {
    /** What the test makes of a packet that arrives. */
    interface Behaviour {
        void received(TcpPacket packet, FakeStack stack) throws Exception;
    }

    private final Behaviour behaviour;
    private final TreeMap<Long, List<byte[]>> later = new TreeMap<>();
    private IpLink link;
    private long nowNs;
    private boolean flushes = true;

    FakeStack(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    FakeStack neverFlushing() {
        flushes = false;
        return this;
    }

    /** A script over this stack. */
    Drill open() {
        return Drill.v4().ownPolicies().factory(factory()).open();
    }

    void send(TcpPacket packet) {
        send(0, PacketEncoder.encode(packet));
    }

    void send(long afterNs, byte[] packet) {
        later.computeIfAbsent(nowNs + afterNs, t -> new ArrayList<>()).add(packet);
    }

    private long turn(long now) throws Exception {
        nowNs = now;
        link.poll((memory, offset, length, segmentSize, state, at) -> receive(memory, offset, length), 64, now);
        while (!later.isEmpty() && later.firstKey() <= now) {
            for (byte[] packet : later.pollFirstEntry().getValue()) {
                long offset = link.claim(packet.length);
                MemorySegment.copy(packet, 0, link.txMemory(), ValueLayout.JAVA_BYTE, offset, packet.length);
                link.commit(offset, packet.length, 0, IpLink.CHECKSUM_FULL);
            }
        }
        if (flushes) {
            link.flush(now);
        }
        return later.isEmpty() ? Long.MAX_VALUE : later.firstKey();
    }

    private void receive(MemorySegment memory, long offset, int length) {
        try {
            behaviour.received(
                    PacketDecoder.decode(memory.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE)), this);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private StackFactory factory() {
        DrivenStack stack = (DrivenStack) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] {DrivenStack.class}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "turn" -> turn((Long) arguments[0]);
                    case "addLink" -> {
                        link = (IpLink) arguments[0];
                        yield null;
                    }
                    case "close" -> null;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
        return new StackFactory() {
            @Override
            public Stack create(StackConfig config) {
                return stack;
            }

            @Override
            public DrivenStack createDriven(StackConfig config) {
                return stack;
            }

            @Override
            public List<Stack> stacks() {
                return List.of(stack);
            }

            @Override
            public PolicyRegistry policies() {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** The answer to a packet, with the addresses and ports turned round. */
    static TcpPacket reply(TcpPacket to, int seq, int ack, int flags, List<TcpOption> options) {
        return new TcpPacket(to.destination(), to.source(), 0, 64, to.destinationPort(), to.sourcePort(), seq, ack,
                flags, 1000, 0, options, new byte[0]);
    }
}
