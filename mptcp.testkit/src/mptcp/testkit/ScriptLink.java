package mptcp.testkit;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.testkit.wire.Offload;

/**
 * A link whose other end is a script: it records what the stack sends, with the time of the flush, and delivers what
 * the script gives it. It offers no capability unless it is made to take super-segments, which it cuts up as segmentation
 * offload does; and it is strict: a stack that breaks the rules of {@link IpLink} gets an {@link IllegalStateException}.
 * One thread.
 */
public final class ScriptLink implements IpLink {
    private static final int SLOTS = 64;
    private static final int MARGIN = 14;
    private static final int FULL_PACKET = 65_535;

    private final String name;
    private final int mtu;
    private final boolean takesSuper;
    private final Receiver receiver;
    private final int slotBytes;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment tx;
    private final MemorySegment rx;
    /** What each committed packet is on the wire. */
    private final List<List<byte[]>> committed = new ArrayList<>();
    /** What waits for the stack; {@code segmentSize} as in {@link PacketSink}. */
    private record Inbound(byte[] packet, int segmentSize) {}

    private final Deque<Inbound> inbound = new ArrayDeque<>();
    private Runnable wake = () -> {};
    private int room = SLOTS;
    private int slot;
    private long claimed = NO_ROOM;
    private int claimedLength;
    private int superSegments;
    private Error fault;
    private int faultyClaims;
    private long txPackets;
    private long txBytes;
    private long rxPackets;
    private long rxBytes;
    private boolean closed;

    /** Where packets go when the stack flushes. */
    @FunctionalInterface
    public interface Receiver {
        void sent(byte[] packet, long nowNs);
    }

    public ScriptLink(String name, int mtu, Receiver receiver) {
        this(name, mtu, false, receiver);
    }

    /** @param takesSuper whether it takes super-segments and partial checksums; the script sees what they are cut into */
    public ScriptLink(String name, int mtu, boolean takesSuper, Receiver receiver) {
        this.name = name;
        this.mtu = mtu;
        this.takesSuper = takesSuper;
        this.receiver = receiver;
        slotBytes = longest() + 2 * MARGIN;
        tx = arena.allocate((long) slotBytes * SLOTS);
        rx = arena.allocate(FULL_PACKET + MARGIN);
    }

    private int longest() {
        return takesSuper ? FULL_PACKET : mtu;
    }

    /** Queues a packet for the stack's next poll. */
    public void deliver(byte[] packet) {
        deliver(packet, 0);
    }

    /** @param segmentSize payload of each of the packets that were put together to this one; 0: it is one */
    public void deliver(byte[] packet, int segmentSize) {
        inbound.add(new Inbound(packet.clone(), segmentSize));
        if (inbound.size() == 1) {
            wake.run();
        }
    }

    /** How many packets can be committed between two flushes; 0 makes every claim fail. */
    public void room(int packets) {
        room = Math.min(packets, SLOTS);
    }

    /** The next claims throw this: a fault in the middle of whatever the stack is doing then. */
    public void fail(Error fault, int claims) {
        this.fault = fault;
        faultyClaims = claims;
    }

    /** Packets committed and not flushed; a super-segment is one. */
    public int unflushed() {
        return committed.size();
    }

    /** Super-segments that were cut up so far. */
    public int superSegments() {
        return superSegments;
    }

    /** Packets delivered to the link and not polled by the stack. */
    public int unpolled() {
        return inbound.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int mtu() {
        return mtu;
    }

    @Override
    public int capabilities() {
        return takesSuper ? CAP_TX_CHECKSUM | CAP_TX_SUPER : 0;
    }

    @Override
    public MemorySegment txMemory() {
        return tx;
    }

    @Override
    public long claim(int maxLength) {
        require(!closed, "claim on a closed link");
        require(claimed == NO_ROOM, "a second claim while one is open");
        require(maxLength > 0 && maxLength <= longest(), "a claim of " + maxLength + " octets, the MTU is " + mtu);
        if (faultyClaims > 0) {
            faultyClaims--;
            throw fault;
        }
        if (committed.size() >= room) {
            return NO_ROOM;
        }
        claimed = (long) slot * slotBytes + MARGIN; // never a round offset, so that nobody relies on one
        slot = (slot + 1) % SLOTS;
        claimedLength = maxLength;
        tx.asSlice(claimed, maxLength).fill((byte) 0xa5); // what a stack forgets to write shows
        return claimed;
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        require(offset == claimed && claimed != NO_ROOM, "commit of " + offset + ", which is not what was claimed");
        require(length > 0 && length <= claimedLength,
                "commit of " + length + " octets, claimed were " + claimedLength);
        boolean partial = takesSuper && checksumState == CHECKSUM_PARTIAL;
        require(segmentSize == 0 || partial, "a super-segment, which the link does not take");
        require(segmentSize > 0 || length <= mtu, length + " octets in one packet, the MTU is " + mtu);
        require(partial || checksumState == CHECKSUM_FULL,
                "checksum state " + checksumState + ", which the link does not take");
        claimed = NO_ROOM;
        byte[] packet = tx.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
        List<byte[]> parts = partial ? Offload.cut(packet, segmentSize) : List.of(packet);
        parts.forEach(part -> require(part.length <= mtu, part.length + " octets in one segment, the MTU is " + mtu));
        superSegments += parts.size() > 1 ? 1 : 0;
        committed.add(parts);
    }

    @Override
    public void abort(long offset) {
        require(offset == claimed && claimed != NO_ROOM, "abort of " + offset + ", which is not what was claimed");
        claimed = NO_ROOM;
    }

    @Override
    public void flush(long nowNs) {
        require(claimed == NO_ROOM, "flush while a claim is open");
        List<byte[]> packets = committed.stream().flatMap(List::stream).toList();
        committed.clear();
        for (byte[] packet : packets) {
            txPackets++;
            txBytes += packet.length;
            receiver.sent(packet, nowNs);
        }
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        int delivered = 0;
        while (delivered < budget && !inbound.isEmpty()) {
            Inbound next = inbound.poll();
            byte[] packet = next.packet();
            MemorySegment.copy(packet, 0, rx, ValueLayout.JAVA_BYTE, MARGIN, packet.length);
            delivered++;
            rxPackets++;
            rxBytes += packet.length;
            sink.packet(rx, MARGIN, packet.length, next.segmentSize(), CHECKSUM_FULL, nowNs);
            rx.asSlice(MARGIN, packet.length).fill((byte) 0x5a); // valid during the call only
        }
        return delivered;
    }

    @Override
    public void onReadable(Runnable callback) {
        wake = callback == null ? () -> {} : callback;
    }

    @Override
    public LinkStatistics statistics() {
        return new LinkStatistics(txPackets, txBytes, 0, rxPackets, rxBytes, 0);
    }

    @Override
    public void close() {
        require(!closed, "a second close");
        closed = true;
        arena.close();
    }

    private void require(boolean ok, String message) {
        if (!ok) {
            throw new IllegalStateException("link " + name + ": " + message);
        }
    }
}
