package mptcp.io.sim.middlebox;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import mptcp.io.sim.Direction;
import mptcp.io.sim.packet.TcpView;

/** The addresses and ports of a connection, the same for both directions: those at end A of the path come first. */
record FlowKey(ByteBuffer bytes) {
    static FlowKey of(TcpView view, Direction direction) {
        boolean forward = direction == Direction.FORWARD;
        int length = view.addressLength();
        ByteBuffer bytes = ByteBuffer.allocate(2 * length + 4);
        put(bytes, view, forward ? view.sourceAddress() : view.destinationAddress(), length);
        put(bytes, view, forward ? view.destinationAddress() : view.sourceAddress(), length);
        bytes.putShort((short) (forward ? view.sourcePort() : view.destinationPort()));
        bytes.putShort((short) (forward ? view.destinationPort() : view.sourcePort()));
        return new FlowKey(bytes.flip().asReadOnlyBuffer());
    }

    private static void put(ByteBuffer bytes, TcpView view, long at, int length) {
        MemorySegment.copy(view.memory(), at, MemorySegment.ofBuffer(bytes), 0, length);
        bytes.position(bytes.position() + length);
    }
}
