package mptcp.core.osgi;

import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.PolicyRegistry;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.core.loop.Stacks;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stacks as an OSGi service. Policy factories come and go as services; an unbind returns when no loop uses the policy
 * any more, so that a stopped bundle is not called.
 */
@Component(service = StackFactory.class, immediate = true)
public final class StackFactoryComponent implements StackFactory {
    private static final Logger LOG = LoggerFactory.getLogger(StackFactoryComponent.class);

    private final ConcurrentMap<Stack, ServiceRegistration<Stack>> registrations = new ConcurrentHashMap<>();
    private final BundleContext context;
    private final Stacks stacks;

    /** The property {@code mptcp.policy.set} of the framework names the set of policies of stacks that say nothing. */
    @Activate
    public StackFactoryComponent(BundleContext context) {
        this.context = context;
        stacks = stacks(context.getProperty("mptcp.policy.set"));
    }

    /** Without a stack there would be nothing that could say what is wrong. */
    private Stacks stacks(String set) {
        try {
            return new Stacks(set == null ? "" : set, this::opened, this::closed);
        } catch (IllegalArgumentException e) {
            LOG.error("{}; the usual one is used", e.getMessage());
            return new Stacks("", this::opened, this::closed);
        }
    }

    @Deactivate
    void deactivate() {
        stacks.stacks().forEach(Stack::close);
    }

    /** Every open stack is a service, so that configuration and tools learn of hosts that come and go. */
    private void opened(Stack stack) {
        Dictionary<String, Object> properties = FrameworkUtil.asDictionary(Map.of("mptcp.host", stack.name()));
        registrations.put(stack, context.registerService(Stack.class, stack, properties));
    }

    private void closed(Stack stack) {
        ServiceRegistration<Stack> registration = registrations.remove(stack);
        if (registration != null) {
            registration.unregister();
        }
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addScheduler(SchedulerFactory f, ServiceReference<SchedulerFactory> r) {
        add(PolicyKind.SCHEDULER, f, r);
    }

    void removeScheduler(SchedulerFactory f) {
        stacks.policies().remove(f);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPathManager(PathManagerFactory f, ServiceReference<PathManagerFactory> r) {
        add(PolicyKind.PATH_MANAGER, f, r);
    }

    void removePathManager(PathManagerFactory f) {
        stacks.policies().remove(f);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRetransmitPolicy(RetransmitPolicyFactory f, ServiceReference<RetransmitPolicyFactory> r) {
        add(PolicyKind.RETRANSMIT, f, r);
    }

    void removeRetransmitPolicy(RetransmitPolicyFactory f) {
        stacks.policies().remove(f);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCongestionControl(CongestionControlFactory f, ServiceReference<CongestionControlFactory> r) {
        add(PolicyKind.CONGESTION_CONTROL, f, r);
    }

    void removeCongestionControl(CongestionControlFactory f) {
        stacks.policies().remove(f);
    }

    private void add(PolicyKind kind, PolicyFactory<?> factory, ServiceReference<?> reference) {
        int ranking = reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer r ? r : 0;
        var bundle = reference.getBundle();
        String provider = bundle == null ? "unknown" : bundle.getSymbolicName() + " " + bundle.getVersion();
        stacks.policies().add(kind, factory, ranking, provider);
    }

    @Override
    public Stack create(StackConfig config) {
        return stacks.create(config);
    }

    @Override
    public DrivenStack createDriven(StackConfig config) {
        return stacks.createDriven(config);
    }

    @Override
    public List<Stack> stacks() {
        return stacks.stacks();
    }

    @Override
    public PolicyRegistry policies() {
        return stacks.policies();
    }
}
