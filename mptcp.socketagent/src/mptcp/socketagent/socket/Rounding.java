package mptcp.socketagent.socket;

/** What Linux makes of the values of some options before it tells them again. Stateless. */
final class Rounding {
    private static final int TICK_MS = 4;
    private static final int TICK_US = 4_000;
    private static final int FIN_TIMEOUT = 60;
    private static final int LONGEST_FIN_TIMEOUT = 120;
    private static final int LEAST_CLAMP = 1_152;
    private static final int MOST_SYN_ACKS = 255;
    private static final int LONGEST_RTO = 120;

    private Rounding() {}

    /** TCP_LINGER2: seconds in FIN-WAIT-2; -1: none. */
    static int finTimeout(int seconds) {
        return seconds < 0 ? -1 : seconds == 0 ? FIN_TIMEOUT : Math.min(seconds, LONGEST_FIN_TIMEOUT);
    }

    /** TCP_WINDOW_CLAMP, of a socket that is not connected. */
    static int windowClamp(int bytes) {
        return bytes == 0 ? 0 : Math.max(LEAST_CLAMP, bytes);
    }

    /** TCP_DEFER_ACCEPT: how long so many repetitions of a SYN/ACK take that at least these seconds go by. */
    static int deferAccept(int seconds) {
        int whole = 0;
        int timeout = 1;
        for (int n = 0; n < MOST_SYN_ACKS && whole < seconds; n++) {
            whole += timeout;
            timeout = Math.min(2 * timeout, LONGEST_RTO);
        }
        return whole;
    }

    /** Up to a tick of the clock. */
    static int ticksMs(int ms) {
        return Math.ceilDiv(ms, TICK_MS) * TICK_MS;
    }

    static int ticksUs(int us) {
        return Math.ceilDiv(us, TICK_US) * TICK_US;
    }
}
