package mptcp.experiment.sim;

/** One message: when it began, and how long it took until its last byte, or that of its answer, was read. */
public record Latency(long startNs, long latencyNs) {}
