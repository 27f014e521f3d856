package mptcp.socketagent.socket;

/** How far a call that reads has come, and what it answers. */
public final class Reading {
    final long wanted;
    final long enough;
    final boolean peek;
    long count;
    boolean ended;
    /** When the last byte came that it has; 0: not known. */
    long arrivedNs;
    private long bad = -1;
    private boolean checked;

    /**
     * @param wanted how many bytes at most
     * @param enough how many let the call end
     */
    Reading(long wanted, long enough, boolean peek) {
        this.wanted = wanted;
        this.enough = Math.min(wanted, enough);
        this.peek = peek;
    }

    boolean isOver() {
        return ended || count >= enough;
    }

    /**
     * The bytes were compared with a pattern.
     *
     * @param place of the first wrong one, or -1
     */
    void checked(long place) {
        checked = true;
        if (bad < 0) {
            bad = place;
        }
    }

    public long count() {
        return count;
    }

    /** What is said about the pattern: nothing, {@code " ok"} or {@code " bad@place"}. */
    public String verdict() {
        return !checked ? "" : bad < 0 ? " ok" : " bad@" + bad;
    }
}
