/** Policies that tests deploy in bundles of their own; the classes are copied there. */
package mptcp.itest.probe;
