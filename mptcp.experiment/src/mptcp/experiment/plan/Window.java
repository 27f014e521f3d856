package mptcp.experiment.plan;

/** A part of a run with a name, in which metrics are taken besides those of the whole. */
public record Window(String name, long fromNs, long toNs) {}
