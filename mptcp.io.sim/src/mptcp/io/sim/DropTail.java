package mptcp.io.sim;

/** No management: the hop's limits do it all. */
final class DropTail extends Fifo {}
