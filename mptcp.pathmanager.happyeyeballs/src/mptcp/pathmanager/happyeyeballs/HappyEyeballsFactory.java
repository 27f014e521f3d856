package mptcp.pathmanager.happyeyeballs;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link HappyEyeballs} path managers. */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class HappyEyeballsFactory implements PathManagerFactory {
    private static final Setting<Long> DELAY = Setting.duration("happyeyeballs.delay", "250ms", "10ms", "2s",
            "after which the next way is tried beside those that have not answered yet");

    @Override
    public String name() {
        return "happyeyeballs";
    }

    @Override
    public String description() {
        return "the first subflow by whichever address and link answers first (RFC 8305)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(DELAY);
    }

    /** @throws IllegalArgumentException if the setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new HappyEyeballs(connection.setting(DELAY), connection.statistics());
    }
}
