/**
 * What makes a stack answer for addresses that are not its own: a link that puts others in place of them, on the way in, and
 * the old ones back on the way out.
 */
package mptcp.gateway.front;
