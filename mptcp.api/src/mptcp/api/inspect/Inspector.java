package mptcp.api.inspect;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Looks at a stack without disturbing it. Any thread; each answer is a snapshot made between two events of the loop. */
@ProviderType
public interface Inspector {
    /** All connections, those in TIME-WAIT too, oldest first. */
    List<ConnectionSnapshot> connections();

    /**
     * A page of {@link #connections}, for hosts with more of them than are looked at.
     *
     * @param after only those with a higher number; 0 for the first page
     * @param limit so many at most
     */
    default List<ConnectionSnapshot> connections(long after, int limit) {
        return connections().stream().filter(c -> c.id() > after).limit(limit).toList();
    }

    /** How many {@link #connections} there are; cheaper than to look at them. */
    default int connectionCount() {
        return connections().size();
    }

    /** One connection; empty if there is none of this number (any more). */
    Optional<ConnectionSnapshot> connection(long id);

    /** The open listeners. */
    List<ListenerSnapshot> listeners();

    /**
     * The host's counters by name, in a fixed order: Linux's MIB names where one exists ({@code MPTcpExtMPCapableSYNRX},
     * {@code TcpExtTCPTimeouts}), else one of that style.
     */
    Map<String, Long> counters();

    /** The host's memory. */
    MemorySnapshot memory();

    /** Receives every event of the stack on the loop thread until the registration is closed. */
    AutoCloseable monitor(Monitor monitor);
}
