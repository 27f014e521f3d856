package mptcp.itest.campaign;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import mptcp.api.policy.PolicyKind;
import mptcp.itest.bundle.PolicyBundles;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;

/** One policy bundle that a campaign starts, stops, updates, uninstalls and installs again. One thread. */
final class Deployment {
    /** What can be done to a bundle. */
    enum Change { STARTED, STOPPED, UPDATED, UNINSTALLED, INSTALLED }

    private static final int STOP_OR_UPDATE = 5;

    private final PolicyKind kind;
    private final String name;
    private final String location;
    private final byte[] jar;

    /** @param name of the policy in it */
    Deployment(PolicyKind kind, String name, String location, byte[] jar) {
        this.kind = kind;
        this.name = name;
        this.location = location;
        this.jar = jar;
    }

    PolicyKind kind() {
        return kind;
    }

    String name() {
        return name;
    }

    /** Something that is possible in the state it is in. */
    Change change(BundleContext context, SplittableRandom random, int number) throws BundleException, IOException {
        Bundle bundle = context.getBundle(location);
        if (bundle == null) {
            context.installBundle(location, new ByteArrayInputStream(jar)).start();
            return Change.INSTALLED;
        }
        if (bundle.getState() != Bundle.ACTIVE) {
            bundle.start();
            return Change.STARTED;
        }
        int what = random.nextInt(STOP_OR_UPDATE + 1);
        if (what == STOP_OR_UPDATE) {
            bundle.uninstall();
            return Change.UNINSTALLED;
        }
        if (what < STOP_OR_UPDATE / 2) {
            bundle.stop();
            return Change.STOPPED;
        }
        byte[] other = random.nextBoolean() ? jar : PolicyBundles.relabel(jar, "9." + number + ".0");
        bundle.update(new ByteArrayInputStream(other));
        return Change.UPDATED;
    }

    void uninstall(BundleContext context) throws BundleException {
        Bundle bundle = context.getBundle(location);
        if (bundle != null) {
            bundle.uninstall();
        }
    }
}
