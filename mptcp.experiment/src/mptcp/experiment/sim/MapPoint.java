package mptcp.experiment.sim;

/**
 * A mapping of the data sequence space to a subflow, when it was first seen on the wire.
 *
 * @param offset of its first byte from the beginning of the stream
 * @param reinjected whether its first byte had been mapped before, to another subflow
 */
public record MapPoint(long timeNs, String path, int port, long offset, int length, boolean reinjected) {}
