package mptcp.cc.olia;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.cc.CongestionControl;
import mptcp.api.cc.CongestionControlFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.policy.support.HyStart;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Olia} congestion controls. */
@Component
@ServiceProvider(value = CongestionControlFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class OliaFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "olia";
    }

    @Override
    public String description() {
        return "coupled: opportunistic linked increases (Khalili et al., CoNEXT 2012)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(HyStart.setting(false));
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Olia(HyStart.wanted(connection, false));
    }
}
