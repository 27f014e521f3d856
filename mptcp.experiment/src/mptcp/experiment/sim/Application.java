package mptcp.experiment.sim;

import java.util.List;
import java.util.Map;

/** What the two applications of a flow do. One thread, that of the network. */
interface Application {
    /** What applications need of the run around them. */
    interface Surroundings {
        long nowNs();

        /** Does something later, unless the flow is over then. */
        void after(long delayNs, Runnable action);

        /** One more connection between the hosts. */
        Exchange open();
    }

    /** The flow's first connection is there. */
    void begin();

    /** The server has read something on the first connection, or the client has. */
    void serverRead();

    void clientRead();

    /** Whether all that the plan says has been said; never for a flow without end. */
    boolean complete();

    long completeNs();

    List<Latency> latencies();

    /**
     * Metrics of its own kind.
     *
     * @param untilNs the end of the flow
     */
    default Map<String, Double> metrics(long untilNs) {
        return Map.of();
    }
}
