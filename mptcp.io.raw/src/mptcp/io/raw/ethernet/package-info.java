/** Links on Ethernet interfaces: frames, neighbours (ARP, NDP), routes, the packet socket with its rings. */
package mptcp.io.raw.ethernet;
