package mptcp.api.socket;

import java.util.List;
import mptcp.api.policy.PolicyRegistry;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Makes stacks. An OSGi service; without a framework, found by {@link java.util.ServiceLoader}. Any thread.
 */
@ProviderType
public interface StackFactory {
    /**
     * Makes a stack with a thread of its own.
     *
     * @throws IllegalArgumentException if the name is in use
     */
    Stack create(StackConfig config);

    /**
     * Makes a stack that the caller drives by {@link DrivenStack#turn}: for simulators and tests, where the caller says
     * what time it is.
     */
    DrivenStack createDriven(StackConfig config);

    /** The stacks that are open. */
    List<Stack> stacks();

    /** The policies that all of them choose from. */
    PolicyRegistry policies();
}
