/** What the kernel says about its connections, and captures of what went over the paths. */
package mptcp.lab.view;
