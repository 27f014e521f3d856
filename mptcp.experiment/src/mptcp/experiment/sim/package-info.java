/** One run: stacks, paths, applications, and what is noted of them. */
package mptcp.experiment.sim;
