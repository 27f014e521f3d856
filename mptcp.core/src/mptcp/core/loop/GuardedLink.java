package mptcp.core.loop;

import java.lang.foreign.MemorySegment;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.link.PacketSink;
import mptcp.api.link.Waiter;
import mptcp.core.mib.Mib;

/**
 * A link as the loop uses it. Links come from other bundles: what one throws, or answers without sense, is its own matter. It is
 * counted and named, once for each kind, and the packet at which it failed is lost, as on the way: a connection goes on over its other
 * paths, and over this one if it recovers. Name, capabilities and descriptor are asked for once. Loop thread, but for what the interface
 * says otherwise and {@link #mtu}.
 */
final class GuardedLink implements IpLink {
    /** The least that IPv4 has (RFC 791). */
    private static final int LEAST_MTU = 68;
    private static final int MOST_MTU = 1 << 16;
    private static final int LONGEST_NAME = 64;
    /** So often in succession a link may want the loop at once without having had anything for it. */
    private static final int DUE_FOR_NOTHING = 10_000;
    private static final long DUE_AGAIN_NS = 1_000_000;

    private final IpLink link;
    private final Host host;
    private final String name;
    private final int capabilities;
    private final int pollFd;
    /** The last that made sense. Other loops that send by this link ask for it, too: any of the values that it had will do. */
    private int mtu;
    private int dueForNothing;
    /** What the open claim points into. */
    private MemorySegment memory;
    /** The open claim is in {@link #nowhere}: its packet will be lost. */
    private boolean lost;
    private MemorySegment nowhere = MemorySegment.ofArray(new byte[0]);

    /** @throws IllegalArgumentException if it does not say what it is */
    GuardedLink(IpLink link, Host host) {
        this.link = link;
        this.host = host;
        this.name = link.name();
        if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a link needs a name of 1 to " + LONGEST_NAME + " characters");
        }
        this.capabilities = link.capabilities();
        this.pollFd = link.pollFd();
        this.mtu = link.mtu();
        if (!isMtu(mtu)) {
            throw new IllegalArgumentException("link '" + name + "' has an MTU of " + mtu + ", not " + LEAST_MTU + " to " + MOST_MTU);
        }
    }

    private static boolean isMtu(int bytes) {
        return bytes >= LEAST_MTU && bytes <= MOST_MTU;
    }

    private void failed(Throwable cause) {
        if (host.onLoop()) {
            host.containment().fault(this, Containment.Work.LINK, cause);
        } else {
            host.post(() -> host.containment().fault(this, Containment.Work.LINK, cause));
        }
    }

    // --- what it is

    @Override
    public String name() {
        return name;
    }

    @Override
    public int capabilities() {
        return capabilities;
    }

    @Override
    public int pollFd() {
        return pollFd;
    }

    @Override
    public int mtu() {
        boolean mine = host.onLoop();
        boolean before = mine && host.access().linkBegins();
        try {
            int now = link.mtu();
            if (!isMtu(now)) {
                throw new IllegalStateException("an MTU of " + now);
            }
            mtu = now;
        } catch (Throwable t) {
            failed(t);
        } finally {
            if (mine) {
                host.access().linkEnds(before);
            }
        }
        return mtu;
    }

    @Override
    public LinkStatistics statistics() {
        try {
            LinkStatistics now = link.statistics();
            return now == null ? LinkStatistics.NONE : now;
        } catch (Throwable t) {
            failed(t);
            return LinkStatistics.NONE;
        }
    }

    // --- when it is added: who adds it is told what fails

    @Override
    public Waiter newWaiter() {
        return link.newWaiter();
    }

    @Override
    public void onReadable(Runnable wake) {
        link.onReadable(wake);
    }

    // --- sending

    @Override
    public long claim(int maxLength) {
        boolean before = host.access().linkBegins();
        try {
            long at = link.claim(maxLength);
            if (at == NO_ROOM) {
                return NO_ROOM;
            }
            memory = link.txMemory();
            if (at < 0 || at > memory.byteSize() - maxLength) {
                throw new IllegalStateException("a claim of " + maxLength + " bytes at " + at + " of " + memory.byteSize());
            }
            if (memory.isReadOnly() || !memory.scope().isAlive() || !memory.isAccessibleBy(Thread.currentThread())) {
                throw new IllegalStateException("memory that cannot be written to");
            }
            return at;
        } catch (Throwable t) {
            failed(t);
            return nowhere(maxLength);
        } finally {
            host.access().linkEnds(before);
        }
    }

    private long nowhere(int length) {
        if (nowhere.byteSize() < length) {
            nowhere = MemorySegment.ofArray(new byte[length]);
        }
        memory = nowhere;
        lost = true;
        return 0;
    }

    @Override
    public MemorySegment txMemory() {
        return memory;
    }

    @Override
    public void commit(long offset, int length, int segmentSize, int checksumState) {
        if (lost) {
            lost = false;
            return;
        }
        boolean before = host.access().linkBegins();
        try {
            link.commit(offset, length, segmentSize, checksumState);
        } catch (Throwable t) {
            failed(t);
        } finally {
            host.access().linkEnds(before);
        }
    }

    @Override
    public void abort(long offset) {
        if (lost) {
            lost = false;
            return;
        }
        boolean before = host.access().linkBegins();
        try {
            link.abort(offset);
        } catch (Throwable t) {
            failed(t);
        } finally {
            host.access().linkEnds(before);
        }
    }

    @Override
    public void flush(long nowNs) {
        boolean before = host.access().linkBegins();
        try {
            link.flush(nowNs);
        } catch (Throwable t) {
            failed(t);
        } finally {
            host.access().linkEnds(before);
        }
    }

    // --- receiving

    /** @throws IllegalStateException if it says something else than what it did; {@link Containment} has it counted */
    @Override
    public int poll(PacketSink sink, int budget, long nowNs) {
        long before = host.counters().get(Mib.IP_IN_RECEIVES);
        int had = link.poll(sink, budget, nowNs);
        if (had < 0 || had > budget || had > 0 && host.counters().get(Mib.IP_IN_RECEIVES) == before) {
            throw new IllegalStateException(had + " packets delivered, of " + budget + " at most");
        }
        if (had > 0) {
            dueForNothing = 0;
        }
        return had;
    }

    /** @return never for a link that fails at it; later than it says for one that wants the loop all the time and has nothing */
    long nextEventNs(long nowNs) {
        try {
            long at = link.nextEventNs();
            if (at > nowNs) {
                dueForNothing = 0;
                return at;
            }
            if (++dueForNothing <= DUE_FOR_NOTHING) {
                return at;
            }
            if (dueForNothing == DUE_FOR_NOTHING + 1) {
                failed(new IllegalStateException("due at once, " + DUE_FOR_NOTHING + " times, for nothing"));
            }
            dueForNothing = DUE_FOR_NOTHING + 1;
            return nowNs + DUE_AGAIN_NS;
        } catch (Throwable t) {
            failed(t);
            return Long.MAX_VALUE;
        }
    }

    // --- its end

    @Override
    public void close() {
        try {
            link.close();
        } catch (Throwable t) {
            failed(t);
        }
    }
}
