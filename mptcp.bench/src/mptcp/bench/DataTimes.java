package mptcp.bench;

/** When packets with data leave, by the clock and by the thread's processor time. One thread, and allocates nothing. */
final class DataTimes {
    /** Of headers alone; a packet with data is longer. */
    private static final int HEADERS = 200;

    private long lastNs;
    private long lastCpuNs;
    private long firstNs;
    private long firstCpuNs;

    /** A packet of this length leaves now. */
    void left(int length) {
        if (length > HEADERS) {
            lastNs = System.nanoTime();
            lastCpuNs = Cpu.ownNs();
            if (firstNs == 0) {
                firstNs = lastNs;
                firstCpuNs = lastCpuNs;
            }
        }
    }

    /** When the last one left. */
    long lastNs() {
        return lastNs;
    }

    long lastCpuNs() {
        return lastCpuNs;
    }

    /** Whether one has left since {@link #mark}. */
    boolean any() {
        return firstNs != 0;
    }

    /** When the first one since {@link #mark} left. */
    long firstNs() {
        return firstNs;
    }

    long firstCpuNs() {
        return firstCpuNs;
    }

    void mark() {
        firstNs = 0;
    }
}
