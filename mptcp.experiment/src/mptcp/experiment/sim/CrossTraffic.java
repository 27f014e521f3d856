package mptcp.experiment.sim;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SplittableRandom;
import mptcp.experiment.plan.CrossPlan;
import mptcp.io.sim.End;
import mptcp.io.sim.Hop;
import mptcp.io.sim.Network;
import mptcp.io.sim.Node;
import mptcp.io.sim.Packet;
import mptcp.io.sim.Port;

/** Sends what a {@link CrossPlan} says: UDP packets that only take up room, from nobody to nobody. */
final class CrossTraffic implements Node {
    private static final long NS_PER_S = 1_000_000_000;
    /** 192.0.2.1 and 192.0.2.2 (RFC 5737). */
    private static final int FROM = 0xc000_0201;
    private static final int TO = 0xc000_0202;
    private static final int UDP = 17;
    private static final int IP_HEADER = 20;

    /** Where it ends. */
    private record Sink() implements Node {
        @Override
        public void packet(Packet packet, Port from, long nowNs) {
            // it has done its work on the way
        }
    }

    private final CrossPlan plan;
    private final Network network;
    private final SplittableRandom random;
    private final byte[] packet;
    private Port port;
    private long burstEndNs = Long.MAX_VALUE;

    /**
     * Makes it; it begins by itself.
     *
     * @param there the hops it goes through
     * @param back those of the other direction
     */
    CrossTraffic(CrossPlan plan, Network network, long seed, List<Hop> there, List<Hop> back) {
        this.plan = plan;
        this.network = network;
        random = new SplittableRandom(seed ^ ("cross " + plan.name()).hashCode());
        packet = packet(plan.packet());
        network.newPath("cross-" + plan.name()).between(End.of(this), End.of(new Sink())).forward(there)
                .backward(back).create();
        network.at(plan.startNs() + random.nextLong(gapNs() + 1), this::burst);
    }

    private static byte[] packet(int length) {
        ByteBuffer b = ByteBuffer.allocate(length);
        b.put((byte) 0x45).put((byte) 0).putShort((short) length).putInt(0).put((byte) 64).put((byte) UDP)
                .putShort((short) 0).putInt(FROM).putInt(TO);
        int sum = 0;
        for (int i = 0; i < IP_HEADER; i += 2) {
            sum += b.getShort(i) & 0xffff;
        }
        b.putShort(10, (short) ~((sum & 0xffff) + (sum >>> 16)));
        b.putShort((short) 9).putShort((short) 9).putShort((short) (length - IP_HEADER)).putShort((short) 0);
        return b.array();
    }

    @Override
    public void attached(Port at) {
        port = at;
    }

    @Override
    public void packet(Packet received, Port from, long nowNs) {
        // nobody answers
    }

    private long gapNs() {
        return 8L * plan.packet() * NS_PER_S / plan.rateBps();
    }

    private void burst() {
        if (plan.onNs() > 0) {
            burstEndNs = network.nowNs() + length(plan.onNs());
        }
        next();
    }

    private void next() {
        if (plan.stopNs() >= 0 && network.nowNs() >= plan.stopNs()) {
            return;
        }
        if (network.nowNs() >= burstEndNs) {
            network.after(length(plan.offNs()), this::burst);
            return;
        }
        port.send(packet);
        network.after(plan.poisson() ? RandomSizes.time(random, gapNs()) : gapNs(), this::next);
    }

    private long length(long meanNs) {
        return plan.random() ? RandomSizes.time(random, meanNs) : meanNs;
    }
}
