/** A program that writes bundle projects of policies from templates. */
package mptcp.templates;
