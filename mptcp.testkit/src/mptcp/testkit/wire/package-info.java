/**
 * An encoder and decoder of IP, TCP and Multipath TCP of its own, written from the RFCs alone: what the stack sends is
 * judged by code that shares no line with the code that sent it.
 */
@Version("0.1.0")
package mptcp.testkit.wire;

import org.osgi.annotation.versioning.Version;
