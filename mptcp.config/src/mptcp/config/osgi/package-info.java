/** Config Admin, metatype descriptions and services. */
package mptcp.config.osgi;
