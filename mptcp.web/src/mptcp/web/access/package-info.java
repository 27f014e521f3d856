/** Who may ask what of the live page. */
package mptcp.web.access;
