/** Long random sequences of changes of policies under transfers, and what must hold after them. */
package mptcp.itest.campaign;
