/** What happened, kept for those who look. */
package mptcp.web.event;
