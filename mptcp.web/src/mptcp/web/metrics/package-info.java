/** Metrics in the formats of Prometheus and OpenMetrics. */
package mptcp.web.metrics;
