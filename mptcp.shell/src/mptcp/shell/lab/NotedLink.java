package mptcp.shell.lab;

import java.util.List;
import mptcp.api.link.ForwardingLink;
import mptcp.api.link.IpLink;

/** A link of which somebody may want to know what is about to be sent, when it is. Without one it is the link alone. */
final class NotedLink extends ForwardingLink {
    private final boolean cuts;
    private volatile PacketNotes notes;

    /** @param cuts whether it cuts super-segments up before anybody captures them */
    NotedLink(IpLink link, boolean cuts) {
        super(link);
        this.cuts = cuts;
    }

    /** @param notes null: nobody wants to know */
    void tell(PacketNotes notes) {
        this.notes = notes;
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        PacketNotes to = notes;
        if (to != null) {
            to.sending(link().name(), link().txMemory(), offset, length, cuts ? segmentSize : 0);
        }
        link().commit(offset, length, segmentSize, checksumState);
    }

    /** One loop: of a queue for each of several nobody would be told. */
    @Override
    public List<IpLink> queues(int loops) {
        return link().queues(loops);
    }
}
