package mptcp.api.policy;

import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Policies that go together, under a name: a host's set says what it uses where nothing was chosen by name ({@link
 * mptcp.api.socket.StackConfig#policySet}). Immutable; any thread.
 */
@ProviderType
public interface PolicySet {
    /** Lower case, no blanks. */
    String name();

    /** One line for people: whom it serves. */
    String description();

    /** The name of one policy of each kind. */
    Map<PolicyKind, String> policies();
}
