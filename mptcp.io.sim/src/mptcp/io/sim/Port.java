package mptcp.io.sim;

import java.lang.foreign.MemorySegment;

/** Where a {@link Node} meets a path. Methods are called on the network's thread. */
public sealed interface Port permits NodeEnd {
    SimPath path();

    /** The direction in which packets leave from here. */
    Direction direction();

    /** Sends one IP packet with complete checksums; it is copied. */
    void send(MemorySegment memory, long offset, int length);

    /** The same from an array, for tests and tools. */
    default void send(byte[] packet) {
        send(MemorySegment.ofArray(packet), 0, packet.length);
    }
}
