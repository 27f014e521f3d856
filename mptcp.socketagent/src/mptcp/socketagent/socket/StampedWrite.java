package mptcp.socketagent.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import mptcp.api.socket.StreamSocket;

/** One write whose way is followed: its last byte is marked before it can leave. One call. */
final class StampedWrite {
    private static final int OPTION_ID = 81;

    private final Timestamps times;
    private final int flags;
    /** Null: it is a write as others. */
    private final ZeroCopies copies;

    private StampedWrite(Timestamps times, int flags, ZeroCopies copies) {
        this.times = times;
        this.flags = flags;
        this.copies = copies;
    }

    /**
     * @param control data of the call, which may say other times than the socket's options
     * @param zeroCopy whether the call has MSG_ZEROCOPY, which means something where SO_ZEROCOPY is set
     * @return null: nothing is recorded
     * @throws CallException EINVAL for control data that a socket of TCP does not take; Multipath TCP looks at none
     */
    static StampedWrite of(AgentSocket socket, Stamping stamps, byte[] control, boolean zeroCopy) throws CallException {
        Timestamps times = stamps.times();
        int asked = socket.isMptcp() ? -1 : asked(ByteBuffer.wrap(control).order(ByteOrder.LITTLE_ENDIAN));
        int flags = times == null ? 0 : asked >= 0 ? asked : times.sending();
        StreamSocket stream = socket.stream();
        ZeroCopies copies = zeroCopy && stream != null && socket.settings().zeroCopy && !socket.isMptcp() ? stamps.copies(stream) : null;
        return flags == 0 && copies == null ? null : new StampedWrite(times, flags, copies);
    }

    /** @return -1: it says nothing about times */
    private static int asked(ByteBuffer control) throws CallException {
        int asked = -1;
        int at = 0;
        while (at + ControlData.HEADER <= control.capacity()) {
            long length = control.getLong(at);
            if (length < ControlData.HEADER || length > control.capacity() - at) {
                throw new CallException(Errno.EINVAL);
            }
            if (control.getInt(at + Long.BYTES) == ControlData.SOL_SOCKET) {
                int type = control.getInt(at + Long.BYTES + Integer.BYTES);
                boolean times = type == StampOptions.TIMESTAMPING || type == StampOptions.NEW_TIMESTAMPING;
                if (type == OPTION_ID || times && length != ControlData.HEADER + Integer.BYTES) {
                    throw new CallException(Errno.EINVAL);
                }
                asked = times ? StampOptions.ofCall(control.getInt(at + ControlData.HEADER)) : asked;
            }
            at += ControlData.aligned((int) length);
        }
        return asked;
    }

    /** Loop thread. @param last whether the write ends with these bytes, if all are taken */
    int write(StreamSocket stream, ByteBuffer bytes, boolean last) throws IOException {
        int n = stream.tryWrite(bytes);
        if (n > 0 && last && !bytes.hasRemaining()) {
            ended();
        }
        return n;
    }

    /** It has ended before all was taken. Loop thread. */
    Void ended() {
        if (flags != 0) {
            times.wrote(flags);
        }
        if (copies != null) {
            copies.wrote();
        }
        return null;
    }
}
