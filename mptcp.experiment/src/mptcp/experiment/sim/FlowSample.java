package mptcp.experiment.sim;

/**
 * A flow at one moment, sizes in bytes.
 *
 * @param received read by the application
 * @param outOfOrder arrived ahead of a gap
 * @param sendQueued not acknowledged at the data level, or not sent yet
 * @param reinjected sent again on another subflow, so far
 */
public record FlowSample(long timeNs, long received, long outOfOrder, long sendQueued, long sendWindow,
        long reinjected) {}
