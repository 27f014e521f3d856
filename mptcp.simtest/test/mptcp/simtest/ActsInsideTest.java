package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;
import mptcp.api.link.IpLink;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.core.loop.OpenStack;
import mptcp.io.sim.DirectLink;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * By chance: whatever an application or an operator can ask of a host is asked from within a callback of a policy, a listener, a
 * monitor or a link, at any of its calls. Bytes are right, connections that nobody ended come to their end, no fault is contained, and
 * nothing is left over. {@code ACTS_SEED=n} runs one.
 */
class ActsInsideTest {
    private static final int FEW = 300;
    private static final int MANY = 5_000;

    /** What can be asked of a host. */
    private enum Act {
        ABORT, CLOSE, SHUTDOWN_OUTPUT, SHUTDOWN_INPUT, PUMP, RECONFIGURE, LISTEN_ANEW, NO_LISTENER, CONNECT, LISTEN, REMOVE_LINK, REMOVE_ADDRESS,
        ADD_ADDRESS, CHOOSE, CHOOSE_FOR_ONE, CHOOSE_SET, SETTINGS, ENDPOINTS, TAGS, BUNDLE_STOPS, MEMORY, INSPECT, STOP, DOOR
    }

    /** One run. */
    private static final class Run {
        static final long TURN_NS = 1_000_000;
        static final int TURNS = 6_000;
        static final List<String> PLACES = List.of("SocketListener", "AcceptListener", "Monitor", "poll", "nextEventNs", "mtu", "claim", "commit", "flush");
        final SplittableRandom random;
        final Policies policies = new Policies();
        final OpenStack[] open = new OpenStack[2];
        final DrivenStack[] stacks = new DrivenStack[2];
        final BothEnds[] pairs = {new BothEnds(0), new BothEnds(1), new BothEnds(2)};
        final List<String> done = new ArrayList<>();
        StreamListener door;
        long nowNs = 1_000_000_000;
        int depth;
        boolean stopped;
        boolean begun;
        int linksGone;

        Run(long seed) {
            random = new SplittableRandom(seed);
        }

        int below(int n) {
            return random.nextInt(n);
        }

        // --- what is done

        void act(int side, Act act) {
            if (depth > 0 || !begun) {
                return;
            }
            depth++;
            DrivenStack s = stacks[side];
            BothEnds p = pairs[below(3)];
            StreamSocket socket = p.ends[side];
            done.add(act + "@" + side + " at " + (nowNs / TURN_NS - 1000));
            try {
                commit(act, side, s, p, socket);
            } catch (IOException | IllegalArgumentException | IllegalStateException refused) {
                done.add("refused: " + refused);
            } finally {
                depth--;
            }
        }

        private void commit(Act act, int side, DrivenStack s, BothEnds p, StreamSocket socket) throws IOException {
            PolicyKind kind = PolicyKind.values()[below(4)];
            List<PolicyFactory<?>> all = policies.of(kind);
            PolicyFactory<?> one = all.get(below(all.size()));
            switch (act) {
                case ABORT -> end(p, socket, StreamSocket::abort);
                case CLOSE -> end(p, socket, StreamSocket::close);
                case SHUTDOWN_OUTPUT -> end(p, socket, StreamSocket::shutdownOutput);
                case SHUTDOWN_INPUT -> end(p, socket, StreamSocket::shutdownInput);
                case PUMP -> p.pump(side);
                case RECONFIGURE -> {
                    if (socket != null) {
                        socket.reconfigure(socket.config().withNoDelay(true).withBuffers(8_000 + below(60_000), 8_000 + below(60_000)));
                        socket.cork(true);
                        socket.cork(false);
                        socket.hint(0, Long.MAX_VALUE, mptcp.api.hint.Hint.NONE.withPriority(3));
                        socket.endRecord(socket.written());
                    }
                }
                case LISTEN_ANEW -> {
                    if (socket != null) {
                        socket.listener((x, ready) -> p.pump(side));
                    }
                }
                case NO_LISTENER -> {
                    if (socket != null) {
                        socket.listener(null);
                    }
                }
                case CONNECT -> {
                    StreamSocket other = s.connect(null, new InetSocketAddress(InetAddress.ofLiteral("10.0.1." + (2 - side)), 5001 + below(2)),
                            SocketConfig.DEFAULT, (x, ready) -> { });
                    if (below(2) == 0) {
                        other.abort();
                    } else {
                        other.close();
                    }
                }
                case LISTEN -> s.listen(new InetSocketAddress("0.0.0.0", 6_000 + below(100)), SocketConfig.DEFAULT, x -> x.close()).close();
                case REMOVE_LINK -> {
                    if (linksGone == 0) {
                        linksGone++;
                        s.removeLink("two");
                    }
                }
                case REMOVE_ADDRESS -> s.removeAddress(InetAddress.ofLiteral("10.0.2." + (1 + side)));
                case ADD_ADDRESS -> s.addAddress("two", LinkAddress.of("10.0.2." + (10 + below(100)) + "/24"));
                case CHOOSE -> s.policies().choose(kind, below(4) == 0 ? null : one.name());
                case CHOOSE_FOR_ONE -> {
                    if (socket != null) {
                        s.policies().choose(socket.id(), kind, below(4) == 0 ? null : one.name());
                    }
                }
                case CHOOSE_SET -> s.policies().chooseSet(below(2) == 0 ? "default" : "report");
                case SETTINGS -> {
                    if (socket != null) {
                        s.policies().settings(socket.id(), Map.of("scheduler.weights", "3,1", "rexmit.threshold", "2"));
                    }
                }
                case ENDPOINTS -> s.endpoints(below(2) == 0 ? List.of() : List.of(Endpoint.of(1, InetAddress.ofLiteral("10.0.2." + (1 + side)))
                        .withSignal(true).withSubflow(true)));
                case TAGS -> s.tags("one", Tags.NONE);
                case BUNDLE_STOPS -> {
                    policies.remove(one);
                    policies.add(kind, one);
                }
                case MEMORY -> s.reconfigure(s.config().toBuilder().memoryLimit(below(2) == 0 ? 1 << 20 : 1 << 28).build());
                case INSPECT -> {
                    s.inspector().connections();
                    s.inspector().counters();
                    s.inspector().memory();
                    s.policies().statistics();
                }
                case STOP -> {
                    stopped = true;
                    s.close();
                }
                case DOOR -> {
                    for (BothEnds each : pairs) {
                        each.touched |= each.ends[1] == null;
                    }
                    door.close();
                }
                default -> throw new AssertionError(act);
            }
        }

        private static void end(BothEnds p, StreamSocket s, java.util.function.Consumer<StreamSocket> how) {
            if (s != null) {
                p.touched = true;
                how.accept(s);
            }
        }

        // --- where

        /** What comes of a call at a place: at its nth something is done. */
        private Runnable at(int side) {
            Act[] all = Act.values();
            int nth = 1 + (below(2) == 0 ? below(6) : below(200));
            int times = below(3) == 0 ? 5 : 1;
            int[] count = new int[1];
            Act act = all[below(all.length)];
            return () -> {
                if (begun && depth == 0 && ++count[0] >= nth && count[0] < nth + times) {
                    act(side, act);
                }
            };
        }

        void run() throws IOException {
            int loops = Math.max(1, below(5) - 1);
            for (int side = 0; side < 2; side++) {
                open[side] = new OpenStack(StackConfig.builder(side == 0 ? "client" : "server").entropy(Entropy.seeded(random.nextLong()))
                        .loops(loops).minRtoNs(20 * TURN_NS).timeWaitNs(50 * TURN_NS).build(), policies.registry());
                stacks[side] = open[side].stack();
            }
            Runnable[] accept = {() -> { }, () -> { }};
            Runnable[] listener = {() -> { }, () -> { }};
            String[][] linkPlaces = new String[2][1];
            Runnable[] link = {() -> { }, () -> { }};
            for (int n = 1 + below(3); n > 0; n--) {
                int side = below(2);
                Runnable r = at(side);
                if (below(2) == 0) {
                    List<Callback> all = Callback.ofConnections();
                    Callback c = all.get(below(all.size()));
                    List<PolicyFactory<?>> good = policies.of(c.kind());
                    PolicyFactory<?> wrapped = calling(c, good.get(below(good.size())), "inside" + n, r);
                    policies.add(c.kind(), wrapped);
                    stacks[side].policies().choose(c.kind(), "inside" + n);
                    done.add("at " + c + " of " + side);
                } else {
                    String place = PLACES.get(below(PLACES.size()));
                    done.add("at " + place + " of " + side);
                    switch (place) {
                        case "SocketListener" -> listener[side] = r;
                        case "AcceptListener" -> accept[1] = r;
                        case "Monitor" -> stacks[side].inspector().monitor((now, c, sf, event, detail) -> {
                            int before = done.size();
                            r.run();
                            if (done.size() > before) {
                                done.add("in " + event + " of " + c + "/" + sf);
                            }
                        });
                        default -> {
                            linkPlaces[side][0] = place;
                            link[side] = r;
                        }
                    }
                }
            }
            for (int i = 1; i <= 2; i++) {
                DirectLink.Pair pair = DirectLink.pair(i == 1 ? "one" : "two", i == 1 ? "one" : "two", 1500);
                for (int side = 0; side < 2; side++) {
                    DirectLink own = side == 0 ? pair.a() : pair.b();
                    int me = side;
                    IpLink seen = linkPlaces[side][0] == null ? own : Stub.of(IpLink.class, (m, arguments) -> {
                        if (m.getName().equals(linkPlaces[me][0])) {
                            link[me].run();
                        }
                        return m.invoke(own, arguments);
                    });
                    stacks[side].addLink(seen, List.of(LinkAddress.of("10.0." + i + "." + (1 + side) + "/24")));
                }
            }
            if (below(3) > 0) {
                for (int side = 0; side < 2; side++) {
                    if (!stacks[side].policies().inUse(PolicyKind.PATH_MANAGER).startsWith("inside")) {
                        stacks[side].policies().choose(PolicyKind.PATH_MANAGER, "fullmesh");
                    }
                }
            }
            turn();
            door = stacks[1].listen(new InetSocketAddress(InetAddress.ofLiteral("10.0.1.2"), 5001), SocketConfig.DEFAULT, l -> {
                accept[1].run();
                take(listener[1]);
            });
            begun = true;
            for (BothEnds p : pairs) {
                p.ends[0] = stacks[0].connect(null, door.local(), SocketConfig.DEFAULT.withBuffers(below(2) * 20_000, below(2) * 20_000),
                        (s, ready) -> listener[0].run());
                if (stopped) {
                    break;
                }
            }
            for (int i = 0; i < TURNS && !over(); i++) {
                turn();
                take(listener[1]);
                for (BothEnds p : pairs) {
                    if (p.ends[0] != null) {
                        depth++;
                        p.pump(0);
                        p.pump(1);
                        depth--;
                    }
                }
            }
            check();
        }

        /** Which connection it is is told by the ports. */
        private void take(Runnable listener) {
            for (StreamSocket s = door.tryAccept(); s != null; s = door.tryAccept()) {
                StreamSocket mine = s;
                for (BothEnds p : pairs) {
                    if (p.ends[0] != null && p.ends[1] == null && p.ends[0].local().equals(s.remote())) {
                        p.ends[1] = mine;
                        mine.listener((x, ready) -> listener.run());
                        mine = null;
                        break;
                    }
                }
                if (mine != null) {
                    mine.abort();
                }
            }
        }

        /** Those of a good one, in one of whose callbacks something is done besides, before it or after it. */
        private PolicyFactory<?> calling(Callback at, PolicyFactory<?> good, String name, Runnable act) {
            boolean before = below(2) == 0;
            return Stub.of(Callback.service(at.kind()), (m, arguments) -> switch (m.getName()) {
                case "name" -> name;
                case "create" -> {
                    Object policy = call(at.ofFactory() && at.is(m), before, act, m, good, arguments);
                    yield Stub.of(Callback.policy(at.kind()), (pm, pa) -> call(!at.ofFactory() && at.is(pm), before, act, pm, policy, pa));
                }
                default -> call(at.ofFactory() && at.is(m), before, act, m, good, arguments);
            });
        }

        private static Object call(boolean acts, boolean before, Runnable act, Method m, Object of, Object[] arguments) throws Throwable {
            if (acts && before) {
                act.run();
            }
            try {
                return m.invoke(of, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (acts && !before) {
                    act.run();
                }
            }
        }

        private boolean over() {
            if (stopped) {
                return true;
            }
            for (BothEnds p : pairs) {
                if (p.ends[0] != null && !p.over()) {
                    return false;
                }
            }
            return true;
        }

        private void turn() {
            for (int side = 0; side < 2; side++) {
                stacks[side].turn(nowNs);
                stacks[side].turn(nowNs);
            }
            nowNs += TURN_NS;
        }

        private void check() {
            for (int side = 0; side < 2; side++) {
                assertEquals(0, stacks[side].inspector().counters().get("MPTcpContainedFaults"), "contained faults");
                if (!stopped) {
                    assertEquals(0, stacks[side].inspector().counters().get("MPTcpPolicyFailures"), "failures of policies");
                }
            }
            if (!stopped) {
                for (BothEnds p : pairs) {
                    assertTrue(p.touched || p.whole(), () -> "a connection that nobody ended: " + p);
                }
            }
            begun = false;
            for (BothEnds p : pairs) {
                for (int e = 0; e < 2; e++) {
                    if (p.ends[e] != null) {
                        if (stopped && p.ends[0] != null) {
                            continue;
                        }
                        p.ends[e].close();
                    }
                }
            }
            for (int i = 0; i < 5_000 && (stacks[0].inspector().connectionCount() > 0 || stacks[1].inspector().connectionCount() > 0); i++) {
                nowNs += i < 500 ? 0 : 50 * TURN_NS; // what is left waits for a peer that may not be reached any more
                turn();
            }
            for (int side = 0; side < 2; side++) {
                OpenStack o = open[side];
                if (!stopped) {
                    assertEquals(0, stacks[side].inspector().connectionCount(), "connections are left");
                    assertEquals(0, o.mapsInUse(), "mappings are left");
                    assertEquals(0, o.bufferBytes(), "memory is left");
                }
                stacks[side].close();
                assertEquals(0, o.nativeBytes(), "memory is left after the end");
            }
            for (BothEnds p : pairs) {
                assertTrue(p.ends[0] == null || !stopped || p.ends[0].error() != null || (p.ends[0].ready() & StreamSocket.CLOSED) != 0,
                        () -> "nobody is told that the stack has ended: " + p);
            }
        }
    }

    private static void run(long from, long to) {
        String wanted = System.getenv("ACTS_SEED");
        StringBuilder broken = new StringBuilder();
        long first = wanted == null ? from : Long.parseLong(wanted);
        long last = wanted == null ? to : first;
        int failed = 0;
        for (long seed = first; seed <= last; seed++) {
            Run r = new Run(seed);
            try {
                r.run();
            } catch (IOException | AssertionError | RuntimeException e) {
                if (failed++ < 40) {
                    broken.append("\nseed ").append(seed).append(": ").append(e).append(" at ").append(where(e)).append(" after ").append(r.done);
                }
                if (wanted != null) {
                    e.printStackTrace();
                }
            }
        }
        assertEquals("", broken.toString(), failed + " failed");
    }

    private static StackTraceElement where(Throwable e) {
        for (StackTraceElement each : e.getStackTrace()) {
            if (each.getClassName().startsWith("mptcp.")) {
                return each;
            }
        }
        return e.getStackTrace()[0];
    }

    @Test
    @Timeout(120)
    void aFew() {
        run(1, FEW);
    }

    @Test
    @Tag("slow")
    @Timeout(1800)
    void many() {
        run(FEW + 1, MANY);
    }
}
