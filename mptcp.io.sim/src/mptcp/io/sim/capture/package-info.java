/** Captures of packets, as Wireshark reads them: in a file, or through a pipe as they come. Other bundles carry a copy of it. */
package mptcp.io.sim.capture;
