package mptcp.experiment.result;

import mptcp.experiment.plan.ExperimentFile.Point;

/** A run that did not come to its end, and why: it costs itself only. */
public record Failure(Point point, long seed, String error) {}
