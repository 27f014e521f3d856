/** What the live page shows, as values that are written as JSON. */
package mptcp.web.view;
