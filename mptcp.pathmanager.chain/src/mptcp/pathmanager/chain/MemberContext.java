package mptcp.pathmanager.chain;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.random.RandomGenerator;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyStatistics;
import mptcp.api.policy.Subflows;
import org.slf4j.Logger;

/** What one member of a chain is given: what the chain is, but for the timer, which is the member's own. */
final class MemberContext implements PolicyContext {
    private final PolicyContext chain;
    private MemberCommands commands;

    MemberContext(PolicyContext chain) {
        this.chain = chain;
    }

    /** The chain was attached. */
    void commands(MemberCommands given) {
        commands = given;
    }

    @Override
    public void timer(long afterNs) {
        if (commands != null) {
            commands.timer(afterNs);
        }
    }

    @Override
    public RandomGenerator random() {
        return chain.random();
    }

    @Override
    public PolicyStatistics statistics() {
        return chain.statistics();
    }

    @Override
    public Logger log() {
        return chain.log();
    }

    @Override
    public long id() {
        return chain.id();
    }

    @Override
    public String host() {
        return chain.host();
    }

    @Override
    public boolean initiator() {
        return chain.initiator();
    }

    @Override
    public InetSocketAddress local() {
        return chain.local();
    }

    @Override
    public InetSocketAddress remote() {
        return chain.remote();
    }

    @Override
    public int mptcpVersion() {
        return chain.mptcpVersion();
    }

    @Override
    public boolean fallback() {
        return chain.fallback();
    }

    @Override
    public Map<String, String> settings() {
        return chain.settings();
    }

    @Override
    public Subflows subflows() {
        return chain.subflows();
    }
}
