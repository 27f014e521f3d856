package mptcp.io.raw.ethernet;

import java.lang.foreign.MemorySegment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Neighbour discovery: answers those who ask for the stack's own addresses, asks for others, and tells the cache what is
 * heard; ARP (RFC 826, announcements of RFC 5227) and NDP (RFC 4861). One thread.
 */
final class Discovery {
    private static final Logger LOG = LoggerFactory.getLogger(Discovery.class);
    /** How often a duplicate address is told of. */
    private static final long CONFLICT_NS = 60_000_000_000L;
    private static final long ALL_NODES_LOW = 1;

    private final String link;
    private final OwnAddresses own;
    private final FrameQueue queue;
    private final NeighbourCache neighbours;
    private long quietUntilNs = Long.MIN_VALUE;

    Discovery(String link, OwnAddresses own, FrameQueue queue, NeighbourCache neighbours) {
        this.link = link;
        this.own = own;
        this.queue = queue;
        this.neighbours = neighbours;
    }

    /** Takes an ARP packet. @return false if it is malformed */
    boolean arp(MemorySegment m, long at, int length, long nowNs) {
        if (!ArpPacket.isValid(m, at, length)) {
            return false;
        }
        int sender = ArpPacket.sender(m, at);
        long hardware = ArpPacket.senderHardware(m, at);
        long senderLow = IpAddress.mapped(sender);
        if (own.has(0, senderLow)) {
            conflict(0, senderLow, hardware, nowNs);
            return true;
        }
        int target = ArpPacket.target(m, at);
        boolean forUs = own.has(0, IpAddress.mapped(target));
        if (ArpPacket.operation(m, at) == ArpPacket.REPLY) {
            neighbours.answered(0, senderLow, hardware, forUs, true, nowNs);
        } else if (sender == target) {
            neighbours.answered(0, senderLow, hardware, false, true, nowNs); // an announcement: it creates nothing
        } else if (forUs) {
            if (!IpAddress.isUnspecified(0, senderLow)) {
                neighbours.heard(0, senderLow, hardware);
            }
            sendArp(ArpPacket.REPLY, hardware, target, hardware, sender);
        }
        return true;
    }

    /** Takes a solicitation or advertisement. @return false if it is malformed */
    boolean ndp(MemorySegment m, long at, int length, long nowNs) {
        if (!NdpMessage.isValid(m, at, length)) {
            return false;
        }
        long high = NdpMessage.targetHigh(m, at);
        long low = NdpMessage.targetLow(m, at);
        long hardware = NdpMessage.linkAddress(m, at);
        if (hardware != NdpMessage.NONE && !EthernetHeader.isUnicast(hardware)) {
            return false;
        }
        if (NdpMessage.kind(m, at) == NdpMessage.ADVERTISEMENT) {
            if (own.has(high, low)) {
                conflict(high, low, hardware, nowNs);
            } else if (hardware != NdpMessage.NONE) {
                int flags = NdpMessage.flags(m, at);
                neighbours.answered(high, low, hardware, (flags & NdpMessage.SOLICITED) != 0,
                        (flags & NdpMessage.OVERRIDE) != 0, nowNs);
            } else {
                advertisedWithoutAddress(high, low, NdpMessage.flags(m, at), nowNs);
            }
        } else if (own.has(high, low)) {
            answer(m, at, high, low, hardware);
        }
        return true;
    }

    /** An answer to a unicast request may leave the address out (RFC 4861 section 4.4): it is the one known. */
    private void advertisedWithoutAddress(long high, long low, int flags, long nowNs) {
        Neighbour n = neighbours.find(high, low);
        if (n != null && n.isUsable()) {
            neighbours.answered(high, low, n.hardware, (flags & NdpMessage.SOLICITED) != 0, true, nowNs);
        }
    }

    private void answer(MemorySegment m, long at, long high, long low, long hardware) {
        if (NdpMessage.isProbe(m, at)) {
            advertise(high, low, NdpMessage.GROUP_HIGH, ALL_NODES_LOW, NdpMessage.OVERRIDE,
                    EthernetHeader.ipv6Multicast(ALL_NODES_LOW));
            return;
        }
        long sourceHigh = NdpMessage.sourceHigh(m, at);
        long sourceLow = NdpMessage.sourceLow(m, at);
        long to = hardware;
        if (hardware == NdpMessage.NONE) {
            Neighbour n = neighbours.find(sourceHigh, sourceLow);
            if (n == null || !n.isUsable()) {
                return; // it asked us by our link-layer address and forgot to say its own
            }
            to = n.hardware;
        } else {
            neighbours.heard(sourceHigh, sourceLow, hardware);
        }
        advertise(high, low, sourceHigh, sourceLow, NdpMessage.SOLICITED | NdpMessage.OVERRIDE, to);
    }

    /** Tells all on the link of the own addresses, so that who knew another interface for them learns of this one. */
    void announce() {
        for (int i = 0; i < own.count(); i++) {
            if (own.isIpv4(i)) {
                int address = (int) own.low(i);
                sendArp(ArpPacket.REQUEST, EthernetHeader.BROADCAST, address, 0, address);
            } else {
                advertise(own.high(i), own.low(i), NdpMessage.GROUP_HIGH, ALL_NODES_LOW, NdpMessage.OVERRIDE,
                        EthernetHeader.ipv6Multicast(ALL_NODES_LOW));
            }
        }
    }

    /** Asks for a neighbour's link-layer address. What finds no room is asked again in a second. */
    void solicit(Neighbour n, boolean multicast) {
        int source = own.sourceFor(n.high, n.low);
        if (source == OwnAddresses.NONE) {
            return;
        }
        if (IpAddress.isIpv4(n.high, n.low)) {
            sendArp(ArpPacket.REQUEST, multicast ? EthernetHeader.BROADCAST : n.hardware, (int) own.low(source), 0,
                    (int) n.low);
            return;
        }
        long at = queue.claim(NdpMessage.MAX_SIZE);
        if (at >= 0) {
            int length = NdpMessage.writeSolicitation(queue.memory, at, own.high(source), own.low(source), n.high,
                    n.low, multicast, queue.hardware());
            long to = multicast ? EthernetHeader.ipv6Multicast(NdpMessage.solicitedNodeLow(n.low)) : n.hardware;
            queue.commitPlain(at, length, to, EthernetHeader.TYPE_IPV6);
        }
    }

    private void sendArp(int operation, long to, int sender, long targetHardware, int target) {
        long at = queue.claim(ArpPacket.SIZE);
        if (at >= 0) {
            ArpPacket.write(queue.memory, at, operation, queue.hardware(), sender, targetHardware, target);
            queue.commitPlain(at, ArpPacket.SIZE, to, EthernetHeader.TYPE_ARP);
        }
    }

    private void advertise(long high, long low, long toHigh, long toLow, int flags, long to) {
        long at = queue.claim(NdpMessage.MAX_SIZE);
        if (at >= 0) {
            int length = NdpMessage.writeAdvertisement(queue.memory, at, high, low, toHigh, toLow, flags,
                    queue.hardware());
            queue.commitPlain(at, length, to, EthernetHeader.TYPE_IPV6);
        }
    }

    /** Another host uses one of our addresses: RFC 5227 section 2.4 lets us keep it, and the user has to know. */
    private void conflict(long high, long low, long hardware, long nowNs) {
        if (hardware != queue.hardware() && nowNs >= quietUntilNs) {
            quietUntilNs = nowNs + CONFLICT_NS;
            LOG.warn("{}: another host on the link ({}) uses {} too: give one of them another address", link,
                    hardware == NdpMessage.NONE ? "?" : EthernetHeader.text(hardware), IpAddress.text(high, low));
        }
    }
}
