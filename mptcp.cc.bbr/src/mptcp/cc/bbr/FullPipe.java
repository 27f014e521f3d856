package mptcp.cc.bbr;

/** Whether more in flight brings no more bandwidth: no growth by a quarter in three rounds (section 5.3.1.2). */
final class FullPipe {
    private static final double GROWTH = 1.25;
    private static final int ROUNDS = 3;

    private double bandwidth;
    private int rounds;
    private boolean now;

    /** Begins anew, from this rate. */
    void reset(double rate) {
        bandwidth = rate;
        rounds = 0;
        now = false;
    }

    /** At the start of a round that was not limited by the application. */
    void round(double rate) {
        if (now) {
            return;
        }
        if (rate >= bandwidth * GROWTH) {
            reset(rate);
        } else {
            now = ++rounds >= ROUNDS;
        }
    }

    boolean isFull() {
        return now;
    }
}
