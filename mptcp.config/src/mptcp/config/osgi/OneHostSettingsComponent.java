package mptcp.config.osgi;

import java.util.Map;
import mptcp.config.Wish;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The factory configurations {@code mptcp.host~NAME}: the settings of one host each. */
@Component(service = OneHostSettingsComponent.class, immediate = true,
        configurationPid = OneHostSettingsComponent.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = OneHostSettingsComponent.Settings.class, factory = true)
public final class OneHostSettingsComponent {
    static final String PID = "mptcp.host";

    /** What it may say; it outweighs what is said for all hosts. */
    @ObjectClassDefinition(name = "MPTCP: settings of one host",
            description = "As the settings of all hosts, which it outweighs where it says something. Sizes: 4096, 256K,"
                    + " 16M; times: 40ms, 60s. Each says whether it reaches live connections.")
    public @interface Settings {
        @AttributeDefinition(required = false,
                description = "Name of the host (stack), such as client; without it, what follows the ~ of the PID,"
                        + " or the - of the file's name")
        String host() default "";

        @AttributeDefinition(required = false,
                description = "MPTCP version of new connections: 1 (RFC 8684), 0 (RFC 6824), -1 (plain TCP "
                + "only); stack's default 1. For new connections")
        String version() default "";

        @AttributeDefinition(required = false,
                description = "Whether to ask for DSS checksums: true, false (default). For new connections")
        String checksums() default "";

        @AttributeDefinition(required = false,
                description = "Most subflows of a connection, 1 to 32 (8). Live: of live connections, too; "
                + "subflows that are there stay")
        String subflows() default "";

        @AttributeDefinition(required = false,
                description = "Whether peers may join: true (default), false. For new connections")
        String joins() default "";

        @AttributeDefinition(required = false,
                description = "Habits on the wire: linux (default), bsd. For new subflows, also of live "
                + "connections")
        String profile() default "";

        @AttributeDefinition(required = false,
                description = "Versions of MPTCP in which SYNs are answered: 1, '0,1', or profile (default) as the "
                + "profile has it. For new connections")
        String mptcp_versions() default "";

        @AttributeDefinition(required = false,
                description = "Lower bound of retransmission timeouts (200ms), at least 1ms. For new "
                + "subflows, also of live connections")
        String rto_min() default "";

        @AttributeDefinition(required = false,
                description = "Retransmission timeout before the first sample (1s). For new subflows, also of "
                + "live connections")
        String rto_initial() default "";

        @AttributeDefinition(required = false,
                description = "Upper bound of retransmission timeouts (120s). For new subflows, also of live "
                + "connections")
        String rto_max() default "";

        @AttributeDefinition(required = false,
                description = "Timeouts in a row after which a subflow ends (12). Live")
        String retries() default "";

        @AttributeDefinition(required = false,
                description = "How often a SYN is sent again before a connect fails (7). Live")
        String retries_syn() default "";

        @AttributeDefinition(required = false,
                description = "How many SYNs are repeated at even intervals before these double; -1 (default): as the "
                + "profile has it. Live")
        String linear_syns() default "";

        @AttributeDefinition(required = false,
                description = "How long to wait at most for the echo of an announced address (120s); 0: it is "
                + "announced once. Live")
        String add_addr_timeout() default "";

        @AttributeDefinition(required = false,
                description = "How often a SYN with MP_CAPABLE is sent again before it is tried without (2). "
                + "Live")
        String retries_capable() default "";

        @AttributeDefinition(required = false,
                description = "How long acknowledgements may wait (40ms); 0: not. Live")
        String delayed_ack() default "";

        @AttributeDefinition(required = false,
                description = "How long TIME-WAIT lasts (60s). Live: for what enters it from now on")
        String time_wait() default "";

        @AttributeDefinition(required = false,
                description = "How long a connection without subflows waits for one (60s). Live: for what "
                + "begins to wait from now on")
        String close_timeout() default "";

        @AttributeDefinition(required = false,
                description = "How long connections open as plain TCP where SYNs with MP_CAPABLE disappeared (60min);"
                        + " 0: nothing is remembered. Live")
        String blackhole() default "";

        @AttributeDefinition(required = false,
                description = "How many bytes all connections of the host may hold, at least 1M; 0 (default): what the "
                + "machine admits. Live")
        String memory() default "";

        @AttributeDefinition(required = false,
                description = "How many connections may go on after their application closed them (4096). Live")
        String orphans() default "";

        @AttributeDefinition(required = false,
                description = "How many joins of the host may have begun and not proven themselves (8192). Live")
        String half_open_joins() default "";

        @AttributeDefinition(required = false,
                description = "How many joins of a connection may have begun and not proven themselves (4096). Live")
        String half_open_joins_per_connection() default "";

        @AttributeDefinition(required = false,
                description = "First limit of send buffers (256K), at least 4K. For new connections")
        String sndbuf_initial() default "";

        @AttributeDefinition(required = false,
                description = "What auto-tuning may raise send buffers to (16M), at most 1G. Live: what is "
                + "larger already stays")
        String sndbuf_max() default "";

        @AttributeDefinition(required = false,
                description = "First limit of receive buffers (256K), at least 4K. For new connections")
        String rcvbuf_initial() default "";

        @AttributeDefinition(required = false,
                description = "What auto-tuning may raise receive buffers to (16M), at most 1G. For new "
                + "connections")
        String rcvbuf_max() default "";

        @AttributeDefinition(required = false,
                description = "Shift count of windows to offer, 0 to 14; -1 (default): as the largest receive "
                + "buffer needs. For new subflows, also of live connections")
        String window_scale() default "";

        @AttributeDefinition(required = false,
                description = "In which roles the host does TCP Fast Open (RFC 7413): client,server (default), client, server,"
                        + " off. Live")
        String fast_open() default "";

        @AttributeDefinition(required = false,
                description = "Whether to offer timestamps (RFC 7323): true (default), false. For new "
                + "subflows, also of live connections")
        String timestamps() default "";

        @AttributeDefinition(required = false,
                description = "Whether to offer selective acknowledgements (RFC 2018): true (default), false. "
                + "For new subflows, also of live connections")
        String sack() default "";

        @AttributeDefinition(required = false,
                description = "Whether to offer ECN (RFC 3168): true, false (default). For new subflows, also "
                + "of live connections")
        String ecn() default "";

        @AttributeDefinition(required = false,
                description = "Whether to agree to ECN where the peer offers it: true (default), false. For new subflows, "
                + "also of live connections")
        String ecn_accept() default "";

        @AttributeDefinition(required = false,
                description = "Whether to offer window scaling (RFC 7323): true (default), false. For new subflows, also "
                + "of live connections")
        String window_scaling() default "";

        @AttributeDefinition(required = false,
                description = "Whether to find out by probes what packets a path takes that loses ICMP (RFC 4821): true "
                + "(default), false. Live")
        String mtu_probing() default "";

        @AttributeDefinition(required = false,
                description = "Whether threads that wait in a read do the work of an idle loop meanwhile: true (default), false. "
                + "Live")
        String caller_turns() default "";

        @AttributeDefinition(required = false,
                description = "How long such a thread looks again and again before it sleeps, where answers usually come within "
                + "that time, at most 10ms; 0 (default): not at all. Live")
        String spin() default "";

        @AttributeDefinition(required = false,
                description = "Set of policies, for what is not chosen by name: default, report. Live")
        String policy_set() default "";

        @AttributeDefinition(required = false,
                description = "What one call into a policy may take (100us) before it counts as slow. Live")
        String policy_budget() default "";
    }

    private final ConfiguratorComponent target;

    /** @throws IllegalArgumentException if it names no host */
    @Activate
    public OneHostSettingsComponent(@Reference ConfiguratorComponent target, Map<String, Object> properties) {
        this.target = target;
        modified(properties);
    }

    @Modified
    void modified(Map<String, Object> properties) {
        Object host = properties.get("host");
        target.configurator().wish(this, HostOptions.host(host == null ? null : host.toString(), properties),
                Wish.ofHost(HostOptions.of(properties)));
    }

    @Deactivate
    void deactivate() {
        target.configurator().forget(this);
    }
}
