package mptcp.core.mp;

import static mptcp.testkit.Script.ack;
import static mptcp.testkit.Script.data;
import static mptcp.testkit.Script.syn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import mptcp.api.hint.Hint;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.api.socket.PacketOptions;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.testkit.Drill;
import mptcp.testkit.Script;
import mptcp.testkit.Sock;
import org.junit.jupiter.api.Test;

/** What a scheduler hears of the application's hints: of the connection, of a write, of a range. */
class HintsTest {
    private static final Hint URGENT = Hint.NONE.withPriority(6).withDeadlineNs(5_000_000);

    private final List<String> asked = new ArrayList<>();
    private Subflows view;
    private long deadlineNs;

    private final class Listening implements SchedulerFactory {
        @Override
        public String name() {
            return "listening";
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            view = connection.subflows();
            return this::select;
        }

        private long select(SendRequest request, Subflows subflows, long nowNs) {
            asked.add(request.streamOffset() + "+" + request.bytes() + " p" + request.hint().priority() + " c"
                    + request.hint().trafficClass());
            deadlineNs = request.deadlineNs() == Long.MAX_VALUE ? -1 : request.deadlineNs() - nowNs;
            return PacketScheduler.grant(1, (int) request.bytes());
        }
    }

    private Sock open(Drill d, SocketConfig config) {
        d.stack().policies().choose(PolicyKind.SCHEDULER, "listening");
        Sock s = d.connect(config);
        d.expect(syn(0).partial().mpCapable());
        d.inject(Script.synAck(0, 1).mss(1460).mpCapable());
        d.expect(ack(1, 1).partial().mpCapable());
        d.inject(ack(1, 1).dack(1));
        return s;
    }

    private void drill(Consumer<Drill> script) {
        StackFactory maker = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
        Listening factory = new Listening();
        maker.policies().add(PolicyKind.SCHEDULER, factory, Integer.MIN_VALUE + 1, "test");
        try (Drill d = Drill.v4().factory(maker).ownPolicies().config(c -> c.delayedAckNs(0)).open()) {
            script.accept(d);
        } finally {
            maker.policies().remove(factory);
        }
    }

    private static void write(Sock s, int bytes, Hint hint) {
        try {
            assertEquals(bytes, s.socket().tryWrite(ByteBuffer.wrap(s.reserve(bytes)), hint));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each write by itself: a request never holds bytes of two. */
    @Test
    void ofAWrite() {
        drill(d -> {
            Sock s = open(d, SocketConfig.DEFAULT.withNoDelay(true));
            d.stack().call(() -> {
                write(s, 300, null);
                write(s, 200, URGENT);
                write(s, 100, null);
                return null;
            });
            d.expect(data(1, 1, 300).anyOptions());
            d.expect(data(301, 1, 200).anyOptions());
            d.expect(data(501, 1, 100).anyOptions());
            assertEquals(List.of("0+300 p0 c0", "300+200 p6 c0", "500+100 p0 c0"), asked);
            assertEquals(URGENT, view.hint(300));
            assertEquals(Hint.NONE, view.hint(500));
            d.inject(ack(1, 601).dack(601));
            assertEquals(Hint.NONE, view.hint(300), "it is acknowledged");
        });
    }

    @Test
    void aDeadlineCountsFromTheWrite() {
        drill(d -> {
            Sock s = open(d, SocketConfig.DEFAULT);
            d.stack().call(() -> {
                write(s, 200, URGENT);
                return null;
            });
            d.expect(data(1, 1, 200).anyOptions());
            assertEquals(5_000_000, deadlineNs);
        });
    }

    @Test
    void ofARange() {
        drill(d -> {
            Sock s = open(d, SocketConfig.DEFAULT.withNoDelay(true));
            d.stack().call(() -> {
                s.socket().hint(100, 200, URGENT);
                write(s, 300, null);
                assertEquals(300, s.socket().written());
                return null;
            });
            d.expect(data(1, 1, 100).anyOptions());
            d.expect(data(101, 1, 100).anyOptions());
            d.expect(data(201, 1, 100).anyOptions());
            assertEquals(List.of("0+100 p0 c0", "100+100 p6 c0", "200+100 p0 c0"), asked);
        });
    }

    /** Of programs that know of TOS and SO_PRIORITY only, and of the connection, changed while it lives. */
    @Test
    void ofTheConnection() {
        drill(d -> {
            Sock s = open(d, SocketConfig.DEFAULT.withNoDelay(true)
                    .withPackets(PacketOptions.DEFAULT.withPriority(4).withTrafficClass(0xb8)));
            d.stack().call(() -> {
                write(s, 100, null);
                return null;
            });
            d.expect(data(1, 1, 100).anyOptions());
            assertEquals(List.of("0+100 p4 c46"), asked);
            d.stack().call(() -> {
                s.socket().hint(Hint.NONE.withTrafficClass(8));
                write(s, 100, null);
                return null;
            });
            d.expect(data(101, 1, 100).anyOptions());
            assertEquals("100+100 p0 c8", asked.getLast());
        });
    }
}
