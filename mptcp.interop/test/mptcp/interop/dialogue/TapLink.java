package mptcp.interop.dialogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import mptcp.socketagent.MemoryLink;

/** A device in memory: what is sent is kept for {@link #drain}, what is injected arrives. */
final class TapLink extends MemoryLink {
    private final Queue<Subject.Sent> sent = new ConcurrentLinkedQueue<>();

    TapLink(int mtu) {
        super("tun0", mtu, 0);
    }

    @Override
    protected void sent(byte[] packet) {
        sent.add(new Subject.Sent(packet, System.nanoTime()));
    }

    List<Subject.Sent> drain() {
        List<Subject.Sent> all = new ArrayList<>();
        for (Subject.Sent each = sent.poll(); each != null; each = sent.poll()) {
            all.add(each);
        }
        return all;
    }
}
