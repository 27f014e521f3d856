package mptcp.socketagent.socket;

import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.StreamSocket;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Passing;

/** Where the bytes of a connection stand, for who follows them by watching the device. Loop thread only. */
final class SentBytes {
    private final Machine machine;
    private final StreamSocket stream;

    SentBytes(Machine machine, StreamSocket stream) {
        this.machine = machine;
        this.stream = stream;
    }

    /** How many are acknowledged. */
    long acknowledged() {
        return stream.written() - stream.unacknowledged();
    }

    /** The last that was written, before it leaves; null if there is no connection any more. */
    SentMark last(int flags) {
        ConnectionSnapshot c = machine.stack().inspector().connection(stream.id()).orElse(null);
        if (c == null || c.subflows().isEmpty()) {
            return null;
        }
        long position = stream.written() - 1;
        return new SentMark(position, (int) (c.subflows().getFirst().sndUna() + position - acknowledged()), flags);
    }

    /** Whether a segment that leaves is of this connection. */
    boolean isIn(Passing segment) {
        return segment.from().equals(stream.local()) && segment.to().equals(stream.remote());
    }
}
