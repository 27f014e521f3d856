package mptcp.rexmit.rack;

import aQute.bnd.annotation.Resolution;
import aQute.bnd.annotation.spi.ServiceProvider;
import java.util.List;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Setting;
import mptcp.api.rexmit.RetransmitPolicy;
import mptcp.api.rexmit.RetransmitPolicyFactory;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.propertytypes.ServiceRanking;

/** Makes {@link Rack} policies. */
@Component
@ServiceProvider(value = RetransmitPolicyFactory.class, resolution = Resolution.OPTIONAL, effective = "active")
@ServiceRanking(0)
public final class RackFactory implements RetransmitPolicyFactory {
    private static final Setting<Double> REORDER = Setting.decimal("rack.reorder", 0.25, 0, 4,
            "how much later than expected data may be, in smallest round trips of its path (RFC 8985 section 6.2)");
    private static final Setting<Long> SLACK = Setting.duration("rack.ack-delay", "40ms", "0ms", "10s",
            "what the acknowledgement of a segment that is alone in flight may be delayed by (section 7.2)");

    @Override
    public String name() {
        return "rack";
    }

    @Override
    public String description() {
        return "data that is overdue goes to a subflow that would have it there sooner (after RFC 8985)";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(REORDER, SLACK);
    }

    /** @throws IllegalArgumentException if a setting is out of its range */
    @Override
    public RetransmitPolicy create(PolicyContext connection) {
        return new Rack(connection, connection.setting(REORDER), connection.setting(SLACK));
    }
}
