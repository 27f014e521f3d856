package mptcp.bench;

/** The longest time between two arrivals. One thread tells of arrivals; any may ask, and start anew. */
final class Pauses {
    private long lastNs = System.nanoTime(); // guarded by this, as the rest
    private long longestNs;

    /** Something arrived. */
    synchronized void arrived() {
        long now = System.nanoTime();
        longestNs = Math.max(longestNs, now - lastNs);
        lastNs = now;
    }

    /** Forgets all pauses but the present one. */
    synchronized void startAnew() {
        longestNs = 0;
    }

    /** Up to now, also if the pause is not over. */
    synchronized double longestMs() {
        return Math.max(longestNs, System.nanoTime() - lastNs) / 1e6;
    }
}
