package mptcp.core.mp.data;

/**
 * When a buffer that is larger than what is needed of it is to be made smaller: some round trips after its size was needed last, and
 * some time, which is twice as long after each time. So what the first overshoot of a window took goes soon, and a connection that needs
 * now more and now less comes to rest with more, since making rings costs objects. Loop thread only.
 */
public final class Unneeded {
    private static final int ROUNDS = 8;
    private static final long FIRST_NS = 200_000_000;
    private static final long LONGEST_NS = 60_000_000_000L;

    private long waitNs = FIRST_NS;
    private long sinceNs;
    private long most;

    /** All of it is needed. */
    public void needed(long nowNs) {
        sinceNs = nowNs;
        most = 0;
    }

    /** Only so much is needed. @return whether that has gone on for long enough */
    public boolean isOver(long bytes, long rttNs, long nowNs) {
        most = Math.max(most, bytes);
        return nowNs - sinceNs >= Math.max(ROUNDS * rttNs, waitNs);
    }

    /** The most that was needed meanwhile. */
    public long most() {
        return most;
    }

    /** It was made smaller. */
    public void shrunk(long nowNs) {
        needed(nowNs);
        waitNs = Math.min(2 * waitNs, LONGEST_NS);
    }
}
