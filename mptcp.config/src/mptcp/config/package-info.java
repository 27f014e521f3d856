/** What configurations want of the hosts' policies, and how it is carried out. Nothing here knows the framework. */
package mptcp.config;
