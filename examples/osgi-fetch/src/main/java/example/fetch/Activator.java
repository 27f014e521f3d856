package example.fetch;

import mptcp.api.socket.StackFactory;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/** Fetches a page as soon as there are stacks, and ends the application. */
public final class Activator implements BundleActivator {
    private ServiceTracker<StackFactory, Fetch> stacks;

    @Override
    public void start(BundleContext context) {
        int port = Integer.parseInt(context.getProperty("example.port"));
        stacks = new ServiceTracker<>(context, StackFactory.class, null) {
            @Override
            public Fetch addingService(ServiceReference<StackFactory> reference) {
                return new Fetch(context.getService(reference), port, () -> end(context));
            }

            @Override
            public void removedService(ServiceReference<StackFactory> reference, Fetch fetch) {
                fetch.close();
                context.ungetService(reference);
            }
        };
        stacks.open();
    }

    private static void end(BundleContext context) {
        try {
            context.getBundle(0).stop();
        } catch (BundleException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop(BundleContext context) {
        stacks.close();
    }
}
