package mptcp.io.sim.middlebox;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.io.sim.packet.TcpView;

/** A copy of an address in a packet, comparable by its bytes. */
record InsideAddress(ByteBuffer bytes) {
    static InsideAddress of(TcpView view, long at) {
        byte[] copy = new byte[view.addressLength()];
        MemorySegment.copy(view.memory(), at, MemorySegment.ofArray(copy), 0, copy.length);
        return new InsideAddress(ByteBuffer.wrap(copy));
    }

    boolean is(byte[] address) {
        return bytes.equals(ByteBuffer.wrap(address));
    }
}
