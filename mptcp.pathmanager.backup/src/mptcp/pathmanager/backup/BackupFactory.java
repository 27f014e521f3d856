package mptcp.pathmanager.backup;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.path.PathManager;
import mptcp.api.path.PathManagerFactory;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Backup} path managers. */
@Component
@ServiceProvider(value = PathManagerFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class BackupFactory implements PathManagerFactory {
    private static final Setting<Integer> TIMEOUTS = Setting.integer("backup.timeouts", 1, 1, 12,
            "retransmission timeouts in a row of the first path, at which the others are opened");
    private static final Setting<Long> HOLD = Setting.duration("backup.hold", "5s", "0s", "60min",
            "how long the first path has to deliver without a timeout before the others are closed");
    private static final Setting<Long> RETRY = Setting.duration("backup.retry", "1s", "0s", "60s",
            "before a failed subflow is tried again, the first time; it doubles up to a minute; 0s: never");

    @Override
    public String name() {
        return "backup";
    }

    @Override
    public String description() {
        return "the other paths while the first fails, and for some time after";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(TIMEOUTS, HOLD, RETRY);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public PathManager create(PolicyContext connection) {
        return new Backup(connection.setting(TIMEOUTS), connection.setting(HOLD), connection.setting(RETRY));
    }
}
