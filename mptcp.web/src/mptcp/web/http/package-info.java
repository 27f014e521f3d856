/** The live page as a servlet. */
package mptcp.web.http;
