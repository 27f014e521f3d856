package mptcp.api.inspect;

/**
 * The memory of a host, in bytes, at one moment. Immutable.
 */
public final class MemorySnapshot {
    /** How near to its limit a host is. */
    public enum Pressure {
        /** Nothing is done about it. */
        NONE,
        /** Memory is given back, windows do not grow. */
        PRESSURE,
        /** Data that is out of order goes, and no new connection is taken. */
        EXCEEDED
    }

    private final long limit;
    private final long heldBytes;
    private final long pooledBytes;
    private final long connectionBytes;
    private final int orphans;
    private final Pressure pressure;

    public MemorySnapshot(long limit, long heldBytes, long pooledBytes, long connectionBytes, int orphans,
            Pressure pressure) {
        this.limit = limit;
        this.heldBytes = heldBytes;
        this.pooledBytes = pooledBytes;
        this.connectionBytes = connectionBytes;
        this.orphans = orphans;
        this.pressure = pressure;
    }

    /** What the host may use. */
    public long limit() {
        return limit;
    }

    /** Native memory in the buffers of connections. */
    public long heldBytes() {
        return heldBytes;
    }

    /** Native memory that waits to be used again. */
    public long pooledBytes() {
        return pooledBytes;
    }

    /** What connections are reckoned to take of the heap by being there. */
    public long connectionBytes() {
        return connectionBytes;
    }

    /** Connections whose application has closed them. */
    public int orphans() {
        return orphans;
    }

    public Pressure pressure() {
        return pressure;
    }
}
