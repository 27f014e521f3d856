package mptcp.api.link;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A link around another one, to which it passes all on; a subclass says what it does otherwise. Threads as for {@link IpLink}.
 *
 * <p>Of {@link #queues} it has none, whatever the other has, so that all packets go by this one: a subclass that serves several
 * loops makes one of its own for each.
 */
@ConsumerType
public abstract class ForwardingLink implements IpLink {
    private final IpLink link;

    /** @param link the other one; closed with this */
    protected ForwardingLink(IpLink link) {
        this.link = Objects.requireNonNull(link);
    }

    /** The other one. */
    protected final IpLink link() {
        return link;
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public int mtu() {
        return link.mtu();
    }

    @Override
    public int capabilities() {
        return link.capabilities();
    }

    @Override
    public MemorySegment txMemory() {
        return link.txMemory();
    }

    @Override
    public long claim(int maxLength) {
        return link.claim(maxLength);
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        link.commit(offset, length, segmentSize, checksumState);
    }

    @Override
    public void abort(long offset) {
        link.abort(offset);
    }

    @Override
    public void flush(long nowNs) {
        link.flush(nowNs);
    }

    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        return link.poll(sink, budget, nowNs);
    }

    @Override
    public long nextEventNs() {
        return link.nextEventNs();
    }

    @Override
    public int pollFd() {
        return link.pollFd();
    }

    @Override
    public Waiter newWaiter() {
        return link.newWaiter();
    }

    @Override
    public void onReadable(Runnable wake) {
        link.onReadable(wake);
    }

    @Override
    public LinkStatistics statistics() {
        return link.statistics();
    }

    @Override
    public void close() {
        link.close();
    }
}
