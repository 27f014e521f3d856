package mptcp.api.policy;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Makes the policy of one kind for each connection. This, not the policy itself, is what a bundle registers as an OSGi
 * service, under the interface of its kind ({@code SchedulerFactory}, ...); {@code service.ranking} orders those of a kind. Programs
 * without a framework find it by {@link java.util.ServiceLoader}: it has a public constructor without parameters, and is named in
 * {@code META-INF/services}.
 *
 * <p>All methods are called on a loop thread, possibly of several loops at once, so a factory keeps no mutable state.
 *
 * @param <P> the policy
 */
@ConsumerType
public interface PolicyFactory<P> {
    /** The name by which shells and configurations select it: lower case, no blanks, unique within the kind. */
    String name();

    /** One line for people: what it does and its source (paper, RFC). */
    default String description() {
        return "";
    }

    /** Its place among those of its kind in a program without a framework; within one, {@code service.ranking} says it. Constant. */
    default int ranking() {
        return 0;
    }

    /** The settings that its policies read. Constant. */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /** Makes the policy of one connection; it is used on that connection's loop thread only. */
    P create(PolicyContext connection);

    /**
     * Whether it can serve this connection; asked before every swap, and before a new connection begins with it. One that
     * declines leaves a live connection with the policy it has, a new one with the built-in.
     */
    default boolean canTakeOver(ConnectionInfo connection) {
        return true;
    }
}
