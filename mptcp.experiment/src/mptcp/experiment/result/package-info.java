/** What comes of runs: metrics, tables, plots, verdicts. */
package mptcp.experiment.result;
