package mptcp.pathmanager.later;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Later} path managers. */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class LaterFactory implements PathManagerFactory {
    private static final Setting<Integer> BYTES = Setting.integer("later.bytes", 1_000_000, 0, Integer.MAX_VALUE,
            "delivered in both directions together, from which on there are other paths");
    private static final Setting<Long> AFTER = Setting.duration("later.after", "5s", "0s", "60min",
            "from when on there are other paths, however little was delivered");
    private static final Setting<Long> RETRY = Setting.duration("later.retry", "1s", "0s", "60s",
            "before a failed subflow is tried again, the first time; it doubles up to a minute; 0s: never");

    @Override
    public String name() {
        return "later";
    }

    @Override
    public String description() {
        return "the other paths after some bytes or some time, or when the first fails: none for short connections";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(BYTES, AFTER, RETRY);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new Later(connection.setting(BYTES), connection.setting(AFTER), connection.setting(RETRY));
    }
}
