package mptcp.shell.lab;

import java.lang.foreign.MemorySegment;
import java.util.List;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;

/** A link of which somebody may want to know what is about to be sent, when it is. Without one it is the link alone. */
final class NotedLink implements IpLink {
    private final IpLink link;
    private final boolean cuts;
    private volatile PacketNotes notes;

    /** @param cuts whether it cuts super-segments up before anybody captures them */
    NotedLink(IpLink link, boolean cuts) {
        this.link = link;
        this.cuts = cuts;
    }

    /** @param notes null: nobody wants to know */
    void tell(PacketNotes notes) {
        this.notes = notes;
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
        PacketNotes to = notes;
        if (to != null) {
            to.sending(link.name(), link.txMemory(), offset, length, cuts ? segmentSize : 0);
        }
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

    /** One loop: of a queue for each of several nobody would be told. */
    @Override
    public List<IpLink> queues(int loops) {
        return link.queues(loops);
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
