/** Deadlines and the two queues that hold them: an exact heap for virtual time, a wheel for production. */
package mptcp.core.time;
