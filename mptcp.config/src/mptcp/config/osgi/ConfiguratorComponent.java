package mptcp.config.osgi;

import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;
import mptcp.config.Configurator;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

/** Tells the configurator that hosts or policies came; it looks at the references only, so that no policy is held. */
@Component(service = ConfiguratorComponent.class)
public final class ConfiguratorComponent {
    private final Configurator configurator;

    @Activate
    public ConfiguratorComponent(@Reference StackFactory factory) {
        configurator = new Configurator(factory);
    }

    Configurator configurator() {
        return configurator;
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addStack(ServiceReference<Stack> came) {
        configurator.refresh();
    }

    void removeStack(ServiceReference<Stack> left) {
        configurator.refresh();
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addScheduler(ServiceReference<SchedulerFactory> came) {
        configurator.refresh();
    }

    void removeScheduler(ServiceReference<SchedulerFactory> left) {
        // the hosts keep their choice for when it comes back
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addCongestionControl(ServiceReference<CongestionControlFactory> came) {
        configurator.refresh();
    }

    void removeCongestionControl(ServiceReference<CongestionControlFactory> left) {
        // as above
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPathManager(ServiceReference<PathManagerFactory> came) {
        configurator.refresh();
    }

    void removePathManager(ServiceReference<PathManagerFactory> left) {
        // as above
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addRetransmitPolicy(ServiceReference<RetransmitPolicyFactory> came) {
        configurator.refresh();
    }

    void removeRetransmitPolicy(ServiceReference<RetransmitPolicyFactory> left) {
        // as above
    }
}
