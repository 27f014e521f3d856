package mptcp.io.sim;

import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;

/** What links in memory have in common: packets are read where they lie in a {@link DirectRing}; nothing is verified, nothing lost. */
abstract sealed class RingLink implements IpLink permits DirectLink, QueuedLink {
    private static final Runnable NOBODY = () -> { };

    private final String name;
    private final int mtu;
    private volatile Runnable wake = NOBODY;
    private long txPackets;
    private long txBytes;
    private long rxPackets;
    private long rxBytes;

    RingLink(String name, int mtu) {
        this.name = name;
        this.mtu = mtu;
    }

    /** Counts a packet that was committed. */
    final void committed(int length) {
        txPackets++;
        txBytes += length;
    }

    /** @return how many packets of the ring were delivered, at most the budget */
    final int deliver(DirectRing ring, PacketSink sink, int budget, long nowNs) {
        int count = 0;
        while (count < budget && ring.readable()) {
            int length = ring.length();
            rxPackets++;
            rxBytes += length;
            sink.packet(ring.memory(), ring.offset(), length, ring.segmentSize(), CHECKSUM_VERIFIED, nowNs);
            ring.release();
            count++;
        }
        return count;
    }

    /** Something can be read here. Any thread. */
    final void wake() {
        wake.run();
    }

    @Override
    public final void onReadable(Runnable newWake) {
        wake = newWake;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int mtu() {
        return mtu;
    }

    @Override
    public final int capabilities() {
        return CAP_TX_CHECKSUM | CAP_TX_SUPER | CAP_RX_SUPER;
    }

    /** Of this end, or this queue, alone. */
    @Override
    public final LinkStatistics statistics() {
        return new LinkStatistics(txPackets, txBytes, 0, rxPackets, rxBytes, 0);
    }

    /** Nobody is woken any more. */
    @Override
    public void close() {
        wake = NOBODY;
    }
}
