package mptcp.pathmanager.chain.osgi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mptcp.api.path.PathManagerFactory;
import mptcp.pathmanager.chain.ChainFactory;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Offers a {@link ChainFactory} of the path managers that are there. When one comes or goes, the service goes, and one of those that
 * are there now comes: so every connection leaves its chain before a member's bundle stops. This is no static reference of
 * Declarative Services: there, a component whose members left on many threads at once was lost, or kept members that had gone.
 */
@Component(service = {}, immediate = true)
public final class ChainComponent implements ServiceTrackerCustomizer<PathManagerFactory, PathManagerFactory> {
    /** A property of what is offered here: a chain is no member of itself. */
    private static final String OURS = "mptcp.pathmanager.chain";

    private final BundleContext context;
    private final ServiceTracker<PathManagerFactory, PathManagerFactory> tracker;
    /** Guarded by this. */
    private final Map<ServiceReference<PathManagerFactory>, PathManagerFactory> members = new LinkedHashMap<>();
    /** Of a chain of exactly the members; null before all were found and after the end. Guarded by this. */
    private ServiceRegistration<PathManagerFactory> offered;
    /** Guarded by this. */
    private boolean offers;

    @Activate
    public ChainComponent(BundleContext context) throws InvalidSyntaxException {
        this.context = context;
        tracker = new ServiceTracker<>(context,
                context.createFilter("(&(" + Constants.OBJECTCLASS + "=" + PathManagerFactory.class.getName() + ")(!(" + OURS + "=*)))"), this);
        tracker.open();
        offer(true);
    }

    @Deactivate
    void deactivate() {
        offer(false);
        tracker.close();
    }

    private synchronized void offer(boolean wanted) {
        offers = wanted;
        renew();
    }

    /** Waits until no connection uses the former chain. */
    private void renew() {
        if (offered != null) {
            offered.unregister();
            offered = null;
        }
        if (offers) {
            ChainFactory chain = new ChainFactory(List.copyOf(members.values()));
            offered = context.registerService(PathManagerFactory.class, chain,
                    FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_RANKING, chain.ranking(), OURS, true)));
        }
    }

    /** Outside the lock, since a member may have to be activated for it. */
    @Override
    public PathManagerFactory addingService(ServiceReference<PathManagerFactory> reference) {
        PathManagerFactory member = context.getService(reference);
        if (member != null) {
            synchronized (this) {
                members.put(reference, member);
                renew();
            }
        }
        return member;
    }

    @Override
    public void modifiedService(ServiceReference<PathManagerFactory> reference, PathManagerFactory member) {
        // it is the same path manager
    }

    @Override
    public void removedService(ServiceReference<PathManagerFactory> reference, PathManagerFactory member) {
        synchronized (this) {
            members.remove(reference);
            renew();
        }
        context.ungetService(reference);
    }
}
