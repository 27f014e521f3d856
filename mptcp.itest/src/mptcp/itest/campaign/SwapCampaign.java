package mptcp.itest.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackFactory;
import mptcp.itest.bundle.PolicyBundles;
import mptcp.itest.bundle.ProbeJar;
import mptcp.itest.bundle.WatchedFolder;
import mptcp.itest.witness.Witness;
import mptcp.itest.world.Flow;
import mptcp.itest.world.TwoHosts;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Changes policies in every way there is, in random order, while connections carry data both ways between two hosts whose
 * loop runs on a thread of its own: bundles are started, stopped, updated, uninstalled and installed; hosts, connections,
 * sockets and listeners choose; configurations change; jars are dropped into a watched folder. Then it checks that no byte
 * was lost, doubled or moved, that no policy failed, that none was called after its bundle was stopped, and that nothing
 * keeps the class loaders of bundles that are gone.
 */
public final class SwapCampaign implements AutoCloseable {
    private static final int FLOWS_EACH_WAY = 2;
    private static final int LET_DATA_THROUGH = 8;
    private static final int NEW_FLOW = 40;
    private static final int CONFIGURE = 30;
    private static final int DROP = 60;
    private static final String SWAPS = "MPTcpPolicySwaps";

    /** Not that of a test: what it installs it uninstalls. */
    private final BundleContext context = FrameworkUtil.getBundle(SwapCampaign.class).getBundleContext();
    private final StackFactory factory;
    private final SplittableRandom random;
    private final PolicyBundles bundles;
    private final LoaderWatch loaders = new LoaderWatch(context);
    private final List<Deployment> deployments = new ArrayList<>();
    private final List<Witness> witnesses = new ArrayList<>();
    private final Choices choices;
    private final Drops drops;
    private final TwoHosts hosts;
    private final List<Flow> flows = new ArrayList<>();
    private final Map<String, Integer> done = new TreeMap<>();
    private long bytesOfEndedFlows;
    private boolean open = true;

    /** @param temporary an empty folder */
    public SwapCampaign(StackFactory factory, ConfigurationAdmin configurations, Path temporary, long seed)
            throws Exception {
        this.factory = factory;
        random = new SplittableRandom(seed);
        bundles = new PolicyBundles(factory);
        choices = new Choices(factory.policies(), configurations, random);
        drops = new Drops(new WatchedFolder(temporary, configurations), factory.policies(), context, random);
        hosts = TwoHosts.paced(factory, seed);
        bundles.items().forEach(item -> deployments.add(new Deployment(item.kind(), item.name(), item.location(),
                PolicyBundles.bytes(bundles.of(item)))));
        for (PolicyKind kind : PolicyKind.values()) {
            ProbeJar probe = ProbeJar.best(kind, "campaign-" + kind.label());
            deployments.add(new Deployment(kind, probe.name(), "memory:" + probe.name(), probe.bytes()));
            witnesses.add(Witness.of(probe.name()));
        }
    }

    /**
     * Makes so many changes, and checks.
     *
     * @return figures about it, for people
     */
    public String run(int changes) throws Exception {
        long start = System.nanoTime();
        for (int i = 0; i < FLOWS_EACH_WAY; i++) {
            flows.add(hosts.start());
            flows.add(hosts.startBack(SocketConfig.DEFAULT, SocketConfig.DEFAULT));
        }
        flows.forEach(flow -> hosts.more(flow, 50_000));
        for (int i = 1; i <= changes; i++) {
            done.merge(change(i), 1, Integer::sum);
            if (i % LET_DATA_THROUGH == 0) {
                hosts.more(flows.get(random.nextInt(flows.size())), 1);
            }
        }
        String figures = figures(changes, System.nanoTime() - start);
        choices.end(context, hostList());
        long late = drops.finish();
        for (Flow flow : flows) {
            hosts.finish(flow);
        }
        check(changes, late);
        return figures;
    }

    private String change(int number) throws Exception {
        if (number % DROP == 0) {
            return drops.next();
        }
        if (number % CONFIGURE == 0) {
            choices.byConfiguration();
            return "configured";
        }
        if (number % NEW_FLOW == 0) {
            replaceFlow();
            return "chosen for a socket and a listener";
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                choices.forHost(host());
                return "chosen for a host";
            }
            case 1 -> {
                choices.forConnection(host());
                return "chosen for a connection";
            }
            default -> {
                Deployment deployment = deployments.get(random.nextInt(deployments.size()));
                return "bundle " + deployment.change(context, random, number).name().toLowerCase(Locale.ROOT);
            }
        }
    }

    private List<DrivenStack> hostList() {
        return List.of(hosts.client(), hosts.server());
    }

    private DrivenStack host() {
        return hostList().get(random.nextInt(2));
    }

    /** One connection ends, and another one begins, whose ends have policies chosen by the socket and the listener. */
    private void replaceFlow() {
        int which = random.nextInt(flows.size());
        Flow old = flows.get(which);
        hosts.finish(old);
        bytesOfEndedFlows += old.received();
        Flow fresh = old.from() == hosts.client() ? hosts.start(choices.config(), choices.config())
                : hosts.startBack(choices.config(), choices.config());
        flows.set(which, fresh);
        hosts.more(fresh, 1);
    }

    private long sum(String counter) {
        return hostList().stream().mapToLong(host -> host.inspector().counters().get(counter)).sum();
    }

    private String figures(int changes, long ns) {
        long bytes = bytesOfEndedFlows + flows.stream().mapToLong(Flow::received).sum();
        return String.format(Locale.ROOT, "%d changes in %.1f s: %d swaps of connections' policies, %.1f MB of data, %d class"
                + " loaders, %d choices declined %s", changes, ns / 1e9, sum(SWAPS), bytes / 1e6, loaders.seen(), choices.declined(), done);
    }

    private void check(int changes, long lateOfDropped) throws Exception {
        assertEquals(0, sum("MPTcpPolicyFailures"), "policies failed");
        assertTrue(sum(SWAPS) >= changes, "only " + sum(SWAPS) + " swaps: " + done);
        assertEquals(0, lateOfDropped, "calls into bundles of the folder that were stopped");
        for (Witness witness : witnesses) {
            assertEquals(0, witness.late(), "calls into stopped bundles");
            assertTrue(witness.calls() > 0, "each kind of probe was in use");
        }
        for (DrivenStack host : hostList()) {
            assertTrue(host.inspector().counters().get(SWAPS) > 0, host.name());
        }
        hosts.close();
        open = false;
        assertEquals(List.of(), loaders.keptAlive(), "of " + loaders.seen() + " class loaders");
        assertTrue(loaders.seen() > changes / 10, "only " + loaders.seen() + " class loaders");
    }

    /** Puts everything back, whatever came of it. */
    @Override
    public void close() throws IOException, BundleException {
        loaders.close();
        if (open) {
            choices.end(context, hostList());
            drops.finish();
            hosts.close();
        }
        for (Deployment deployment : deployments) {
            deployment.uninstall(context);
        }
        bundles.restore();
    }
}
