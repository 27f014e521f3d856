package mptcp.policy.testing;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.Subflows;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * What a policy is given, as a test has it: settings that the test puts, a timer that the test reads, the same randomness
 * each time, statistics that the test looks at. A log goes nowhere.
 */
public class FakeContext implements PolicyContext {
    private final Map<String, String> settings = new HashMap<>();
    private final Subflows subflows;
    private final FakeStatistics statistics = new FakeStatistics();
    private final RandomGenerator random = new SplittableRandom(1);
    private InetSocketAddress local = new InetSocketAddress("10.0.1.1", 40000);
    private InetSocketAddress remote = new InetSocketAddress("10.0.1.2", 80);
    private boolean initiator = true;
    private long afterNs = Long.MAX_VALUE;

    public FakeContext(Subflows subflows) {
        this.subflows = subflows;
    }

    /** Without subflows, with these settings. */
    public FakeContext(Map<String, String> settings) {
        this(new FakeSubflows());
        this.settings.putAll(settings);
    }

    /** Without subflows. */
    public FakeContext() {
        this(new FakeSubflows());
    }

    /** Configures it. */
    public FakeContext set(String name, String value) {
        settings.put(name, value);
        return this;
    }

    /** Between these, opened by this end or by the peer. */
    public FakeContext between(InetSocketAddress here, InetSocketAddress there, boolean opener) {
        local = here;
        remote = there;
        initiator = opener;
        return this;
    }

    /** What the timer was last set to, which clears it; {@link Long#MAX_VALUE}: it is not set. */
    public long takeTimer() {
        long set = afterNs;
        afterNs = Long.MAX_VALUE;
        return set;
    }

    @Override
    public void timer(long nanoseconds) {
        afterNs = nanoseconds;
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public FakeStatistics statistics() {
        return statistics;
    }

    @Override
    public Logger log() {
        return NOPLogger.NOP_LOGGER;
    }

    @Override
    public long id() {
        return 1;
    }

    @Override
    public String host() {
        return "host";
    }

    @Override
    public boolean initiator() {
        return initiator;
    }

    @Override
    public InetSocketAddress local() {
        return local;
    }

    @Override
    public InetSocketAddress remote() {
        return remote;
    }

    @Override
    public int mptcpVersion() {
        return 1;
    }

    @Override
    public boolean fallback() {
        return false;
    }

    @Override
    public Map<String, String> settings() {
        return Map.copyOf(settings);
    }

    @Override
    public Subflows subflows() {
        return subflows;
    }
}
