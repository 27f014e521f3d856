/** How the commands meet the framework: services, Gogo, bundles. The only package that knows them. */
package mptcp.shell.osgi;
