/** Two hosts with transfers between them, for tests that change policies meanwhile. */
package mptcp.itest.world;
