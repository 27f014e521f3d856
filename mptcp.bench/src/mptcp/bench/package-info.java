/** Benchmarks, each beside its alternative in one run: {@code ./mptcp bench}. */
package mptcp.bench;
