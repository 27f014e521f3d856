package mptcp.core.mp.policy;

import mptcp.api.policy.PolicyFactory;
import mptcp.api.policy.PolicyKind;

/**
 * A factory with what it said of itself when it came: later its bundle may be gone, and a name is not asked for twice.
 *
 * @param provider who brought it, for people: a bundle's symbolic name and version
 */
public record PolicyOffer(PolicyKind kind, PolicyFactory<?> factory, String name, String provider) {
    /** What is left to say of it when nothing may refer to its bundle's classes any more: it has no factory. */
    public PolicyOffer departed() {
        return new PolicyOffer(kind, null, name, provider);
    }
}
