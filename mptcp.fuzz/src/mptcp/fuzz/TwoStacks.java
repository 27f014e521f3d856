package mptcp.fuzz;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicInteger;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Entropy;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.cc.cubic.CubicFactory;
import mptcp.cc.lia.LiaFactory;
import mptcp.pathmanager.fullmesh.FullMeshFactory;
import mptcp.rexmit.opportunistic.OpportunisticFactory;
import mptcp.rexmit.threshold.ThresholdFactory;
import mptcp.scheduler.minrtt.MinRttFactory;
import mptcp.scheduler.redundant.RedundantFactory;
import mptcp.scheduler.roundrobin.RoundRobinFactory;
import mptcp.testkit.ScriptLink;

/** Two stacks, two paths between them, and a connection with an application at each end; all in virtual time. */
final class TwoStacks implements AutoCloseable {
    private static final StackFactory STACKS = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int PORT = 7000;
    private static final int MTU = 1400;
    private static final int BUFFER = 32_768;
    /** Rings of a buffer each way, in slabs of powers of two, while one ring is exchanged for a larger one; a little besides. */
    private static final long MOST_MEMORY = 8L * BUFFER;
    private static final long SECOND = 1_000_000_000;
    private static final long LONGEST_NS = 1800 * SECOND;
    private static final int MOST_TURNS = 200_000;

    private static final List<PolicyKind> KINDS = List.of(PolicyKind.SCHEDULER, PolicyKind.CONGESTION_CONTROL,
            PolicyKind.RETRANSMIT);
    private static final List<List<PolicyFactory<?>>> POLICIES = List.of(
            List.of(new MinRttFactory(), new RoundRobinFactory(), new RedundantFactory()),
            List.of(new LiaFactory(), new CubicFactory()), List.of(new ThresholdFactory(), new OpportunisticFactory()));

    static {
        STACKS.policies().add(PolicyKind.PATH_MANAGER, new FullMeshFactory(), PolicyRegistry.SET_RANKING + 1, "mptcp.fuzz");
        for (int i = 0; i < KINDS.size(); i++) {
            for (PolicyFactory<?> factory : POLICIES.get(i)) {
                STACKS.policies().add(KINDS.get(i), factory, PolicyRegistry.SET_RANKING + 1, "mptcp.fuzz");
            }
        }
    }

    private final DrivenStack[] stacks = new DrivenStack[2];
    private final ScriptLink[] links = new ScriptLink[4];
    private final Wire[] wires = {new Wire(), new Wire(), new Wire(), new Wire()};
    private final Application[] applications = {new Application("client", 1, 2), new Application("server", 2, 1)};
    private final long[] dueNs = new long[2];
    private StreamListener listener;
    private long nowNs = SECOND;
    private int turns;

    /** A connection attempt is under way. */
    TwoStacks(int settings, int moreSettings) {
        for (int i = 0; i < 2; i++) {
            stacks[i] = STACKS.createDriven(config(i, settings >> 4 * i, moreSettings));
            stacks[i].policies().choose(PolicyKind.PATH_MANAGER, "fullmesh");
            for (int path = 0; path < 2; path++) {
                links[2 * path + i] = new ScriptLink("path" + path, MTU, wires[2 * path + i]::sent);
                stacks[i].addLink(links[2 * path + i], List.of(address(path, i)));
            }
        }
        for (int i = 0; i < 4; i++) {
            wires[i].to(links[i ^ 1]);
        }
        try {
            InetSocketAddress there = new InetSocketAddress(address(0, 1).address(), PORT);
            listener = stacks[1].listen(there, SocketConfig.DEFAULT, null);
            applications[0].begin(stacks[0].connect(new InetSocketAddress(address(0, 0).address(), 0), there,
                    SocketConfig.DEFAULT.withKeepAlive(10 * SECOND), null));
        } catch (IOException e) {
            throw new IllegalStateException("nothing forbids this", e);
        }
        turn();
    }

    private static StackConfig config(int end, int settings, int more) {
        int version = switch (settings & 3) {
            case 0 -> 0;
            case 1 -> -1;
            default -> 1;
        };
        return StackConfig.builder("fuzz-" + COUNT.incrementAndGet()).entropy(Entropy.seeded(end + 1)).mptcpVersion(version)
                .checksums((settings & 4) != 0).sack((settings & 8) == 0).timestamps((more & 1) == 0)
                .windowScaling((more & 2) == 0).ecn((more & 4) != 0).delayedAckNs((more & 8) != 0 ? 0 : 40_000_000)
                .sendBuffer(BUFFER, BUFFER).receiveBuffer(BUFFER, BUFFER).timeWaitNs(SECOND).retries(8).maxRtoNs(10 * SECOND)
                .closeTimeoutNs(60 * SECOND).policyBudgetNs(60 * SECOND).build();
    }

    private static LinkAddress address(int path, int end) {
        return LinkAddress.of("10." + path + ".0." + (end + 1) + "/24");
    }

    Application application(int end) {
        return applications[end];
    }

    /** Of one end. */
    long counter(int end, String name) {
        return stacks[end].inspector().counters().getOrDefault(name, 0L);
    }

    Wire wire(int number) {
        return wires[number];
    }

    // ---- what happens

    /** Both stacks do what they can now. */
    private void turn() {
        boolean more = true;
        while (more) {
            for (int i = 0; i < 2; i++) {
                dueNs[i] = stacks[i].turn(nowNs);
            }
            Finding.require(++turns < MOST_TURNS, "a stack spins");
            more = dueNs[0] <= nowNs || dueNs[1] <= nowNs;
        }
        if (!applications[1].started()) {
            var socket = listener.tryAccept();
            if (socket != null) {
                applications[1].begin(socket);
            }
        }
    }

    /** Time passes; packets wait. */
    void advance(long ns) {
        long until = nowNs + ns;
        turn();
        while (Math.min(dueNs[0], dueNs[1]) <= until) {
            nowNs = Math.max(nowNs, Math.min(dueNs[0], dueNs[1]));
            turn();
        }
        nowNs = until;
        turn();
    }

    /** A policy of one end is exchanged. */
    void policy(int which, int choice) {
        int kind = (which >> 1) % KINDS.size();
        List<PolicyFactory<?>> all = POLICIES.get(kind);
        stacks[which & 1].policies().choose(KINDS.get(kind), all.get(choice % all.size()).name());
    }

    /** An address goes, or comes back; not the one that the connection began with, whose loss may end it. */
    void address(int which) {
        DrivenStack stack = stacks[which & 1];
        LinkAddress address = address(1, which & 1);
        if (stack.addresses().contains(address)) {
            stack.removeAddress(address.address());
        } else {
            stack.addAddress("path1", address);
        }
    }

    /** What holds at any time. */
    void check() {
        turn();
        for (int i = 0; i < 2; i++) {
            contained(i);
            long held = stacks[i].inspector().memory().heldBytes();
            Finding.require(held <= MOST_MEMORY, stacks[i].name() + " holds " + held + " bytes");
            applications[i].check(applications[1 - i]);
        }
    }

    private void contained(int i) {
        for (String counter : List.of("MPTcpContainedFaults", "MPTcpPolicyFailures")) {
            Finding.require(counter(i, counter) == 0, (i == 0 ? "client: " : "server: ") + counter);
        }
    }

    // ---- the end

    /** The network is well from now on: what the applications still have to do comes to an end, and nothing is left. */
    void end() {
        for (Wire wire : wires) {
            wire.heal();
        }
        long limit = nowNs + LONGEST_NS;
        while (!over() && nowNs < limit) {
            boolean moved = false;
            for (Application each : applications) {
                each.shutdownOutput();
                moved |= each.read(BUFFER);
            }
            moved |= deliver();
            check();
            if (!moved) {
                advance(Math.max(1, Math.min(Math.min(dueNs[0], dueNs[1]) - nowNs, SECOND)));
            }
        }
        Finding.require(over(), "silence: " + applications[0] + "; " + applications[1]);
        for (Application each : applications) {
            each.close();
        }
        leave();
    }

    private boolean deliver() {
        boolean any = false;
        for (Wire wire : wires) {
            any |= wire.deliver(Integer.MAX_VALUE) > 0;
        }
        return any;
    }

    private boolean over() {
        return applications[0].done() && (!applications[1].started() || applications[1].done());
    }

    private void leave() {
        listener.close();
        long until = nowNs + LONGEST_NS;
        while (nowNs < until) {
            if (!deliver()) {
                if (Math.min(dueNs[0], dueNs[1]) == Long.MAX_VALUE) {
                    break; // nothing more will ever happen
                }
                advance(Math.max(1, Math.min(Math.min(dueNs[0], dueNs[1]), until) - nowNs));
            }
            turn();
        }
        for (int i = 0; i < 2; i++) {
            contained(i);
            Finding.require(stacks[i].inspector().connections().isEmpty(), "a connection is left: "
                    + stacks[i].inspector().connections());
            Finding.require(stacks[i].inspector().memory().heldBytes() == 0, "memory is left");
        }
    }

    @Override
    public void close() {
        for (DrivenStack stack : stacks) {
            stack.close();
        }
    }
}
