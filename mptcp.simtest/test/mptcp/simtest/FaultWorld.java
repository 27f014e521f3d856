package mptcp.simtest;

import static mptcp.simtest.World.MS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import mptcp.api.address.Endpoint;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.SocketConfig;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.Faulty;
import mptcp.testkit.fault.Faulty.Misdeed;

/** A world in which every callback comes: losses, a path that is away for a while, idle times, a window that is full. */
final class FaultWorld {
    /** What the faulty ones are like where they behave; the most active ones, so that every callback comes. */
    private static final Map<PolicyKind, String> GOOD = Map.of(PolicyKind.SCHEDULER, "minrtt",
            PolicyKind.CONGESTION_CONTROL, "lia", PolicyKind.RETRANSMIT, "threshold", PolicyKind.PATH_MANAGER, "fullmesh");
    /** Of the connection beside it, and of the tested one at last. */
    static final Map<PolicyKind, String> OTHER = Map.of(PolicyKind.SCHEDULER, "roundrobin",
            PolicyKind.CONGESTION_CONTROL, "reno", PolicyKind.RETRANSMIT, "opportunistic", PolicyKind.PATH_MANAGER, "ndiffports");
    final World w;
    private final PolicyKind kind;
    final Faulty faulty;
    private final PolicyFactory<?> service;
    final Transfer tested;
    private final Transfer beside;
    /** The policy of the tested connection, just before it is given the other one. */
    String before;

    FaultWorld(World w, String name, Callback at, int nth, Misdeed misdeed) {
        this.w = w;
        kind = at.kind();
        w.policiesMayFail();
        w.hosts(b -> b.maxSubflows(4).maxRtoNs(1000 * MS));
        w.path(Route.of("rate=20m,delay=5ms,queue=60k,loss=1%"));
        w.path(Route.of("rate=10m,delay=25ms,queue=60k,loss=1%"));
        PolicyFactory<?> good = w.policies().of(kind).stream().filter(f -> f.name().equals(GOOD.get(kind))).findFirst()
                .orElseThrow();
        faulty = new Faulty(name, at, good, nth, misdeed);
        service = faulty.factory();
        w.policies().registry().add(kind, service, -1, "bundle.of.it 1.0");
        w.server().stack().endpoints(List.of(Endpoint.of(1, World.address(2, 2, false)).withSignal(true)));
        tested = transfer(Map.of(kind, name));
        beside = transfer(OTHER);
        events();
    }

    private Transfer transfer(Map<PolicyKind, String> policies) {
        SocketConfig config = SocketConfig.DEFAULT.withBuffers(0, 24 << 10).withPolicies(policies);
        Transfer t = w.transfer(60_000, 20_000).config(config).fromAnywhere();
        return t.endings(Party.Ending.BY_EVENT, Party.Ending.BY_EVENT);
    }

    private void events() {
        InetAddress third = LinkAddress.of("10.1.0.9/24").address();
        w.at(60 * MS, "path 1 down", () -> w.network().pathDown("path1"));
        w.at(1100 * MS, "path 1 up", () -> w.network().pathUp("path1"));
        w.at(1200 * MS, "an address", () -> w.client().stack().addAddress("path1", LinkAddress.of("10.1.0.9/24")));
        w.at(1250 * MS, "and not", () -> w.client().stack().removeAddress(third));
        w.at(1300 * MS, "endpoints", () -> w.client().stack().endpoints(List.of()));
        w.at(3300 * MS, "withdrawn", () -> w.server().stack().removeAddress(World.address(2, 2, false)));
        w.at(3000 * MS, "more", () -> more(150_000));
        w.at(3400 * MS, "swap", this::swap);
        w.at(3500 * MS, "more", () -> more(50_000));
        w.at(3800 * MS, "end", () -> {
            for (Transfer t : List.of(tested, beside)) {
                t.client().endOutput();
                t.server().endOutput();
            }
        });
        w.every(500 * MS, () -> {
            for (Transfer t : List.of(tested, beside)) {
                t.client().pump();
                t.server().pump();
            }
            return tested.done() && beside.done();
        });
    }

    private void more(int bytes) {
        for (Transfer t : List.of(tested, beside)) {
            t.client().sendMore(bytes);
            t.server().sendMore(bytes / 4);
        }
    }

    /** The tested connection is given the other policy; what it had before is noted. */
    private void swap() {
        if (tested.client().done()) {
            return; // its policy has ended it
        }
        before = tested.client().socket() == null ? null
                : w.client().stack().policies().inUse(tested.client().socket().id(), kind);
        w.client().stack().policies().choose(tested.client().socket().id(), kind, OTHER.get(kind));
    }

    /** The faulty one leaves, as a bundle that stops. Any thread. */
    void stopBundle() {
        w.policies().remove(service);
    }

    /** The connection as it was when it ended. */
    ConnectionSnapshot end(Transfer t) {
        return w.client().lastOf(t.client().socket().id());
    }

    /** What holds in every case: World.run has looked at the bytes. */
    void check() {
        assertEquals(List.of(), faulty.late(), "calls after its detach");
        assertEquals(OTHER, new EnumMap<>(end(beside).policies()), "the connection beside it keeps its policies");
        assertEquals(OTHER.get(kind), end(tested).policies().get(kind));
    }
}
