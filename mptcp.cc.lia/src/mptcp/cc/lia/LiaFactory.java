package mptcp.cc.lia;

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

/** Makes {@link Lia} congestion controls. */
@Component
@ServiceProvider(value = CongestionControlFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(10)
public final class LiaFactory implements CongestionControlFactory {
    @Override
    public String name() {
        return "lia";
    }

    /** As {@link ServiceRanking}, which only frameworks see. */
    @Override
    public int ranking() {
        return 10;
    }

    @Override
    public String description() {
        return "coupled: linked increases (RFC 6356)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(HyStart.setting(false));
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public CongestionControl create(PolicyContext connection) {
        return new Lia(HyStart.wanted(connection, false));
    }
}
