package mptcp.simtest;

import mptcp.io.sim.Direction;
import mptcp.io.sim.Middlebox;
import mptcp.io.sim.MiddleboxPort;
import mptcp.io.sim.Packet;

/** A middlebox that is on the way during a time only, as where routes change. It must not keep packets. */
record AtTimes(Middlebox box, long fromNs, long toNs) implements Middlebox {
    @Override
    public Verdict packet(Packet packet, Direction direction, MiddleboxPort port, long nowNs) {
        return nowNs >= fromNs && nowNs < toNs ? box.packet(packet, direction, port, nowNs) : Verdict.PASS;
    }
}
