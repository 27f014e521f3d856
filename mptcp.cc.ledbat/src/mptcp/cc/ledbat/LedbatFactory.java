package mptcp.cc.ledbat;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Ledbat} controls. Setting {@code ledbat.target-ms}: what the queue may add to the delay, 60 by default. */
@Component
@ServiceProvider(value = CongestionControlFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class LedbatFactory implements CongestionControlFactory {
    private static final long NS_PER_MS = 1_000_000;
    private static final Setting<Integer> TARGET =
            Setting.integer("ledbat.target-ms", 60, 1, 100, "milliseconds that the queue may add to the delay");

    @Override
    public String name() {
        return "ledbat";
    }

    @Override
    public String description() {
        return "LEDBAT, which gives way to all other traffic (RFC 6817)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TARGET);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Ledbat(connection.setting(TARGET) * NS_PER_MS);
    }
}
