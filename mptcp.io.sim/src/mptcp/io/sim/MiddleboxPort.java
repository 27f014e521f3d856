package mptcp.io.sim;

/** What a {@link Middlebox} can do. Valid as long as its path; the network's thread only. */
public sealed interface MiddleboxPort permits MiddleboxSlot {
    /** A new packet of the given length, for the middlebox to write and then {@link #send} or {@link #discard}. */
    Packet allocate(int length);

    /** A copy, to be sent or discarded like an allocated one. */
    Packet copy(Packet packet);

    /** Sends a packet that was allocated, copied or held on from here, in either direction. */
    void send(Direction direction, Packet packet);

    /** Drops a packet that was allocated, copied or held. */
    void discard(Packet packet);

    /** Asks for {@link Middlebox#timer}; every call is answered once. */
    void wakeAt(long timeNs);
}
