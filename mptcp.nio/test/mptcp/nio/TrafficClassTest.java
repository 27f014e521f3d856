package mptcp.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.SocketConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program of the JDK's sockets says of its bytes is heard by policies: the type of service is all that it can say. */
@Timeout(60)
final class TrafficClassTest {
    @Test
    void theTypeOfServiceIsAHint() throws Exception {
        ChannelOptions options = ChannelOptions.ofSocket();
        assertEquals(Hint.NONE, options.applyTo(SocketConfig.DEFAULT).hint());
        options.set(StandardSocketOptions.IP_TOS, 0xb8);
        SocketConfig config = options.applyTo(SocketConfig.DEFAULT);
        assertEquals(0xb8, config.packets().trafficClass());
        assertEquals(Hint.NONE.withTrafficClass(46).withPriority(5), config.hint());
        options.set(StandardSocketOptions.IP_TOS, 0x23);
        assertEquals(0x20, options.applyTo(SocketConfig.DEFAULT).packets().trafficClass(), "the ECN bits are the stack's");
    }

    /** A scheduler hears it with the bytes, also when it changes while the connection lives. */
    @Test
    void schedulersHearIt() throws Exception {
        List<Integer> heard = new CopyOnWriteArrayList<>();
        SchedulerFactory listening = new SchedulerFactory() {
            @Override
            public String name() {
                return "listening";
            }

            @Override
            public PacketScheduler create(PolicyContext connection) {
                return (request, subflows, _) -> {
                    heard.add(request.hint().trafficClass());
                    return subflows.usable() == 0 ? PacketScheduler.WAIT
                            : PacketScheduler.grant(Integer.numberOfTrailingZeros(subflows.usable()));
                };
            }
        };
        PolicyRegistry registry = Ground.Stacks.FACTORY.policies();
        registry.add(PolicyKind.SCHEDULER, listening, Integer.MIN_VALUE + 1, "test");
        String before = Ground.Stacks.OURS.policies().inUse(PolicyKind.SCHEDULER);
        try (StackSockets peer = StackSockets.of(Ground.Stacks.PEER); StackSockets ours = StackSockets.of(Ground.Stacks.OURS);
                ServerSocket listener = peer.serverSocketFactory().createServerSocket(0);
                Socket socket = ours.socketFactory().createSocket()) {
            Ground.Stacks.OURS.policies().choose(PolicyKind.SCHEDULER, "listening");
            socket.setTrafficClass(0xb8);
            socket.connect(new java.net.InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), listener.getLocalPort()));
            try (Socket accepted = listener.accept()) {
                socket.getOutputStream().write(1);
                assertEquals(1, accepted.getInputStream().read());
                assertEquals(46, heard.getLast());
                socket.setTrafficClass(0x20);
                socket.getOutputStream().write(2);
                assertEquals(2, accepted.getInputStream().read());
                assertEquals(8, heard.getLast());
            }
        } finally {
            Ground.Stacks.OURS.policies().choose(PolicyKind.SCHEDULER, before);
            registry.remove(listening);
        }
    }
}
