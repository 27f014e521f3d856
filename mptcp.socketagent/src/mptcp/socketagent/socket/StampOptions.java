package mptcp.socketagent.socket;

/**
 * SO_TIMESTAMP, SO_TIMESTAMPNS and SO_TIMESTAMPING in both generations, as they act on each other in Linux. Guarded by its socket.
 */
final class StampOptions {
    static final int SENT = 1 << 1;
    static final int RECEIVED = 1 << 3;
    /** Times of the system's clock are told. */
    static final int SOFTWARE = 1 << 4;
    static final int ID = 1 << 7;
    static final int SCHEDULED = 1 << 8;
    static final int ACKNOWLEDGED = 1 << 9;
    static final int WITHOUT_DATA = 1 << 11;
    private static final int STATISTICS = 1 << 12;
    private static final int BIND_CLOCK = 1 << 15;
    private static final int ID_OF_STREAM = 1 << 16;
    private static final int COMPLETED = 1 << 18;
    private static final int ALL = (1 << 19) - 1;
    /** What control data may ask for, of one call. */
    private static final int OF_A_CALL = 1 | SENT | SCHEDULED | ACKNOWLEDGED | COMPLETED;
    private static final int SENDING = SENT | SCHEDULED | ACKNOWLEDGED;

    static final int TIMESTAMP = 29;
    static final int TIMESTAMP_NS = 35;
    static final int TIMESTAMPING = 37;
    static final int NEW_TIMESTAMP = 63;
    static final int NEW_TIMESTAMP_NS = 64;
    static final int NEW_TIMESTAMPING = 65;

    /** {@code struct scm_timestamping}: by the system's clock, and two that only hardware has. */
    private static final int TIMES = 3;

    private static final long SECOND_NS = 1_000_000_000L;

    private int flags;
    private boolean receives;
    private boolean nanos;
    private boolean newer;

    static boolean has(int option) {
        return option == TIMESTAMP || option == TIMESTAMP_NS || option == TIMESTAMPING
                || option >= NEW_TIMESTAMP && option <= NEW_TIMESTAMPING;
    }

    StampOptions copy() {
        StampOptions c = new StampOptions();
        c.become(this);
        return c;
    }

    void become(StampOptions other) {
        flags = other.flags;
        receives = other.receives;
        nanos = other.nanos;
        newer = other.newer;
    }

    /** @param connected whether there is a connection, of which bytes can be numbered; Multipath TCP asks for none */
    void set(int option, int value, boolean connected) throws CallException {
        if (option == TIMESTAMPING || option == NEW_TIMESTAMPING) {
            check(value, connected);
            flags = value;
            newer = option == NEW_TIMESTAMPING;
            return;
        }
        receives = value != 0;
        nanos = receives && (option == TIMESTAMP_NS || option == NEW_TIMESTAMP_NS);
        if (receives) {
            newer = option >= NEW_TIMESTAMP;
        }
    }

    private void check(int value, boolean connected) throws CallException {
        boolean numbers = (value & ID) != 0;
        if ((value & ~ALL) != 0 || (value & ID_OF_STREAM) != 0 && !numbers || (value & STATISTICS) != 0 && (value & WITHOUT_DATA) == 0
                || numbers && (flags & ID) == 0 && !connected) {
            throw new CallException(Errno.EINVAL);
        }
        if ((value & BIND_CLOCK) != 0) {
            throw new CallException(Errno.EOPNOTSUPP); // there is no clock in hardware
        }
    }

    byte[] get(int option, int length) {
        Structure s = new Structure(2 * Integer.BYTES);
        s.u32(0, switch (option) {
            case TIMESTAMP -> receives && !nanos && !newer ? 1 : 0;
            case TIMESTAMP_NS -> nanos && !newer ? 1 : 0;
            case NEW_TIMESTAMP -> receives && newer ? 1 : 0;
            case NEW_TIMESTAMP_NS -> nanos && newer ? 1 : 0;
            case NEW_TIMESTAMPING -> newer ? flags : 0;
            default -> flags;
        });
        boolean structure = option == TIMESTAMPING || option == NEW_TIMESTAMPING;
        return s.first(Math.min(length, structure ? 2 * Integer.BYTES : Integer.BYTES));
    }

    /** The flags that control data sets for one call. @throws CallException EINVAL: it may not set them */
    static int ofCall(int value) throws CallException {
        if ((value & ~OF_A_CALL) != 0) {
            throw new CallException(Errno.EINVAL);
        }
        return value & SENDING;
    }

    /** What is to be recorded of the bytes that are written. */
    int sending() {
        return flags & SENDING;
    }

    boolean tells(int flag) {
        return (flags & flag) != 0;
    }

    /** Keys count bytes of the stream from where it is written, and not from what is acknowledged. */
    boolean countsFromWritten() {
        return (flags & ID_OF_STREAM) != 0;
    }

    /** Whether packets have to be looked at. */
    boolean inUse() {
        return receives || flags != 0;
    }

    /** Whether the time of what is received is told. */
    boolean tellsReceived() {
        return receives || (flags & (RECEIVED | SOFTWARE)) == (RECEIVED | SOFTWARE);
    }

    /** Adds what is said of something that happened at this time, in nanoseconds since 1970. */
    void add(ControlData.Builder control, long atNs) {
        if (receives) {
            int type = nanos ? newer ? NEW_TIMESTAMP_NS : TIMESTAMP_NS : newer ? NEW_TIMESTAMP : TIMESTAMP;
            control.add(ControlData.SOL_SOCKET, type, time(atNs, nanos, 1));
        }
        if ((flags & SOFTWARE) != 0) {
            control.add(ControlData.SOL_SOCKET, newer ? NEW_TIMESTAMPING : TIMESTAMPING, time(atNs, true, TIMES));
        }
    }

    private static byte[] time(long atNs, boolean nanos, int times) {
        Structure s = new Structure(times * 2 * Long.BYTES);
        s.u64(0, atNs / SECOND_NS);
        s.u64(Long.BYTES, atNs % SECOND_NS / (nanos ? 1 : 1000));
        return s.first(times * 2 * Long.BYTES);
    }
}
