package mptcp.cc.ledbat;

import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.policy.support.Settings;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Ledbat} controls. Setting {@code ledbat.target-ms}: what the queue may add to the delay, 60 by default. */
@Component
@ServiceRanking(0)
public final class LedbatFactory implements CongestionControlFactory {
    private static final long NS_PER_MS = 1_000_000;

    @Override
    public String name() {
        return "ledbat";
    }

    @Override
    public String description() {
        return "LEDBAT, which gives way to all other traffic (RFC 6817)";
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Ledbat(Settings.integer(connection.settings(), "ledbat.target-ms", 60, 1, 100) * NS_PER_MS);
    }
}
