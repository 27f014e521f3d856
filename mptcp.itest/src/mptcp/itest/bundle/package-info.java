/** Policy bundles: those of the framework, and those that tests make. */
package mptcp.itest.bundle;
