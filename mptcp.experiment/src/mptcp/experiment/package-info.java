/** A program that runs experiments described in files, in virtual time with real stacks. */
package mptcp.experiment;
