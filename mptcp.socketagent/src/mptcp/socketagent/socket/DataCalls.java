package mptcp.socketagent.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.inspect.SubflowSnapshot;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;
import mptcp.socketagent.machine.FastOpenSettings;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Settings;

/**
 * The calls that move data. The bytes stay in the agent: zeros are sent unless a pattern was asked for, and what is
 * received is thrown away or compared with one. Any thread; calls on one descriptor that read take turns piece by
 * piece, and so do those that write.
 */
public final class DataCalls {
    private static final int PIECE = Pieces.SIZE;

    private final AgentSocket socket;
    private final Machine machine;
    private final Stamping stamps;
    private final Object readLock = new Object();
    private final Object writeLock = new Object();
    private PatternPosition sends; // guarded by writeLock
    private PatternPosition receives; // guarded by readLock
    private boolean held; // by MSG_MORE; guarded by writeLock

    DataCalls(AgentSocket socket, Machine machine) {
        this.socket = socket;
        this.machine = machine;
        this.stamps = new Stamping(socket, machine);
    }

    public Stamping stamps() {
        return stamps;
    }

    /** From the next byte on, what is sent is this pattern from its beginning. */
    public void sendPattern(long seed) {
        synchronized (writeLock) {
            sends = new PatternPosition(new Pattern(seed));
        }
    }

    /** From the next byte on, what is received is compared with this pattern from its beginning. */
    public void receivePattern(long seed) {
        synchronized (readLock) {
            receives = new PatternPosition(new Pattern(seed));
        }
    }

    // --- receiving

    /** {@code recv}. */
    public Reading receive(long n, int flags) throws CallException {
        if ((flags & Messages.OOB) != 0 && !socket.isMptcp()) {
            throw new CallException(Errno.EINVAL); // there is no urgent data in a stream of the stack
        }
        if ((flags & Messages.ERROR_QUEUE) != 0) {
            return error(n, new ControlData.Builder(0));
        }
        long enough = (flags & Messages.WAIT_ALL) != 0 ? n : Math.max(1, socket.settings().receiveLowat);
        Reading reading = new Reading(n, enough, (flags & Messages.PEEK) != 0);
        boolean waits = !socket.isNonBlocking() && (flags & Messages.DONT_WAIT) == 0;
        try {
            socket.await(waits, socket.settings().receiveTimeoutNs, Errno.EAGAIN, () -> take(reading) ? true : null);
        } catch (CallException e) {
            if (reading.count == 0) {
                throw e;
            }
        }
        if (reading.count > 0 && !reading.peek) {
            machine.settle();
        }
        return reading;
    }

    /** @return whether the call can end */
    private boolean take(Reading r) throws CallException {
        StreamSocket stream = socket.stream();
        if (stream == null) {
            throw new CallException(socket.isClosed() ? Errno.EBADF : told(Errno.ENOTCONN));
        }
        if (stream.available() == 0) {
            tellPathError(stream);
        }
        if (socket.isReadShut() && socket.failedBeforeItsEnd()) {
            attempt(r, () -> {
                throw stream.error();
            });
        }
        if (r.wanted == 0) {
            r.ended = true;
        } else if (r.peek) {
            peek(stream, r);
        } else {
            synchronized (readLock) {
                readPieces(stream, r);
            }
        }
        if (!r.isOver() && socket.isReadShut() && stream.available() == 0) {
            r.ended = true;
        }
        return r.isOver();
    }

    private void readPieces(StreamSocket stream, Reading r) throws CallException {
        Timestamps times = stamps.times();
        if (receives != null) {
            r.checked(-1);
        }
        try (Pieces.Piece piece = Pieces.take()) {
            ByteBuffer buffer = piece.buffer();
            while (r.count < r.wanted) {
                buffer.clear().limit((int) Math.min(PIECE, r.wanted - r.count));
                int n = attempt(r, () -> times == null ? stream.tryRead(buffer) : times.read(buffer, r));
                if (n <= 0) {
                    r.ended |= n < 0;
                    return;
                }
                buffer.flip();
                if (receives != null) {
                    r.checked(receives.mismatch(buffer));
                    receives.advance(n);
                }
                r.count += n;
            }
        }
    }

    /** A peek begins anew each time until there is enough. */
    private void peek(StreamSocket stream, Reading r) throws CallException {
        synchronized (readLock) {
            try (Pieces.Piece piece = Pieces.take()) {
                peek(stream, r, piece.buffer());
            }
        }
    }

    private void peek(StreamSocket stream, Reading r, ByteBuffer buffer) throws CallException {
        r.count = 0;
        PatternPosition expected = receives == null ? null : receives.copy();
        if (expected != null) {
            r.checked(-1);
        }
        while (r.count < r.wanted) {
            buffer.clear().limit((int) Math.min(PIECE, r.wanted - r.count));
            int n = attempt(r, () -> stream.tryPeek(buffer, (int) r.count));
            if (n <= 0) {
                r.ended |= n < 0;
                return;
            }
            buffer.flip();
            if (expected != null) {
                r.checked(expected.mismatch(buffer));
                expected.advance(n);
            }
            r.count += n;
        }
        Timestamps times = stamps.times();
        if (times != null && r.count > 0) {
            times.peek(r);
        }
    }

    /** What there is to tell yet, or else this. */
    private Errno told(Errno otherwise) {
        Errno error = socket.isFreeBsd() ? null : socket.takeError();
        return error != null ? error : otherwise;
    }

    /** With IP_RECVERR what ICMP says of a connection that goes on ends a call. */
    private void tellPathError(StreamSocket stream) throws CallException {
        Errno error = stream.error() == null && socket.settings().tellsPathErrors(socket.isIpv6()) ? socket.takeError() : null;
        if (error != null) {
            throw new CallException(error);
        }
    }

    /** A step of a call on the stack's socket. */
    @FunctionalInterface
    private interface Step {
        int run() throws IOException;
    }

    /** An error ends the call; it is told now if there is nothing else to tell, and by the next call otherwise. */
    private int attempt(Reading r, Step step) throws CallException {
        try {
            return step.run();
        } catch (StreamException e) {
            if (r.count > 0) {
                return -1;
            }
            Errno error = socket.takeError();
            if (error == null && socket.gaveUp()) {
                error = Errno.ENOTCONN;
            }
            if (error != null) {
                throw new CallException(error);
            }
            return -1;
        } catch (IOException e) {
            throw CallException.of(e);
        }
    }

    // --- sending

    /** {@code send}. @return bytes taken */
    public long send(long n, int flags) throws CallException {
        return send(n, flags, null, new byte[0]);
    }

    /**
     * {@code sendmsg}.
     *
     * @param to that of a connect with Fast Open, and else passed over
     * @param control data: which times of these bytes to record
     * @return bytes taken
     */
    public long send(long n, int flags, InetSocketAddress to, byte[] control) throws CallException {
        if ((flags & Messages.OOB) != 0 && !socket.isMptcp()) {
            throw new CallException(Errno.EOPNOTSUPP);
        }
        boolean fast = (flags & Messages.FAST_OPEN) != 0;
        if (fast || socket.isDeferred()) {
            return sendFirst(n, flags, fast && !socket.isDeferred() ? to : null);
        }
        boolean waits = !socket.isNonBlocking() && (flags & Messages.DONT_WAIT) == 0;
        StampedWrite stamped = StampedWrite.of(socket, stamps, control, (flags & Messages.ZERO_COPY) != 0);
        long[] taken = {0};
        try {
            socket.await(waits, socket.settings().sendTimeoutNs, Errno.EAGAIN,
                    () -> give(n, flags, taken, stamped) ? true : null);
        } catch (CallException e) {
            if (taken[0] == 0) {
                throw e;
            }
            if (stamped != null) {
                machine.stack().call(stamped::ended);
            }
        }
        machine.settle();
        return taken[0];
    }

    /** Connects with the first of these bytes; those that the SYN does not take go after it, if the call may wait. */
    private long sendFirst(long n, int flags, InetSocketAddress to) throws CallException {
        if (to == null && !socket.isDeferred()) {
            throw new CallException(Errno.EINVAL);
        }
        int mask = FastOpenSettings.mask(machine.settings().get(Settings.FAST_OPEN));
        if ((mask & FastOpenSettings.CLIENT) == 0) {
            throw new CallException(Errno.EOPNOTSUPP);
        }
        int onSyn;
        synchronized (writeLock) {
            ByteBuffer first = ByteBuffer.allocate((int) Math.min(PIECE, n));
            if (sends != null) {
                sends.fill(first);
                first.flip();
            }
            socket.connectFast(to, first);
            onSyn = first.position();
            if (sends != null) {
                sends.advance(onSyn);
            }
        }
        boolean waits = !socket.isNonBlocking() && (flags & Messages.DONT_WAIT) == 0;
        if (!waits) {
            if (onSyn == 0) {
                throw new CallException(Errno.EINPROGRESS);
            }
            return onSyn;
        }
        socket.awaitConnect();
        return onSyn + (n > onSyn ? send(n - onSyn, flags & ~Messages.FAST_OPEN) : 0);
    }

    /** @return whether the call can end */
    private boolean give(long n, int flags, long[] taken, StampedWrite stamped) throws CallException {
        StreamSocket stream = socket.stream();
        if (stream == null) {
            throw new CallException(socket.isClosed() ? Errno.EBADF : told(socket.isFreeBsd() ? Errno.ENOTCONN : Errno.EPIPE));
        }
        tellPathError(stream);
        if (stream.error() != null || socket.isWriteShut()) {
            Errno error = socket.isFreeBsd() ? null : socket.takeError(); // which keeps it for a call that reads
            throw new CallException(error != null ? error : Errno.EPIPE);
        }
        if (!isUp()) {
            if (socket.isFreeBsd()) {
                throw new CallException(Errno.ENOTCONN);
            }
            return false;
        }
        synchronized (writeLock) {
            if ((flags & Messages.END_OF_RECORD) != 0) {
                stream.endRecord(stream.written() + n - taken[0]);
            }
            boolean more = (flags & Messages.MORE) != 0 && !socket.isMptcp(); // Linux's Multipath TCP takes it and does not wait
            boolean before = held;
            held = more;
            hold(stream, more && !before, true);
            try {
                writePieces(stream, n, taken, stamped);
            } finally {
                hold(stream, before && !more, false);
            }
        }
        return taken[0] == n;
    }

    /**
     * Whether it is established. The peer may have the last packet of the handshake before applications are told at the end of the
     * loop's turn; whoever saw that packet may write.
     */
    private boolean isUp() {
        return socket.isUp() || machine.stack().call(socket::isUp);
    }

    /** While MSG_MORE holds partial segments back, they wait as if corked. */
    private void hold(StreamSocket stream, boolean changes, boolean on) {
        if (changes && !socket.settings().corked) {
            stream.cork(on);
        }
    }

    private void writePieces(StreamSocket stream, long n, long[] taken, StampedWrite stamped) throws CallException {
        if (sends == null) {
            writePieces(stream, n, taken, stamped, Pieces.zeros());
            return;
        }
        try (Pieces.Piece piece = Pieces.take()) {
            writePieces(stream, n, taken, stamped, piece.buffer());
        }
    }

    private void writePieces(StreamSocket stream, long n, long[] taken, StampedWrite stamped, ByteBuffer buffer)
            throws CallException {
        while (taken[0] < n) {
            buffer.clear().limit((int) Math.min(PIECE, n - taken[0]));
            if (sends != null) {
                sends.fill(buffer);
                buffer.flip();
            }
            int written;
            try {
                boolean last = taken[0] + buffer.remaining() == n;
                written = stamped != null ? onLoop(() -> stamped.write(stream, buffer, last)) : stream.tryWrite(buffer);
                written = written > 0 || !buffer.hasRemaining() ? written : onLoop(() -> stream.tryWrite(buffer));
            } catch (IOException e) {
                Errno error = socket.takeError();
                throw new CallException(error != null ? error : Errno.EPIPE);
            }
            if (sends != null) {
                sends.advance(written);
            }
            taken[0] += written;
            if (buffer.hasRemaining() && written == 0) {
                return;
            }
        }
    }

    /** There, room that only has to be made is made at once: a kernel's socket takes what its limit admits. */
    private int onLoop(Callable<Integer> write) throws IOException {
        try {
            return machine.stack().call(write);
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw e;
        }
    }

    // --- ioctl

    /** {@code SIOCINQ}: bytes that can be read. */
    public long unread() throws CallException {
        StreamSocket stream = checked();
        return stream == null ? 0 : stream.available();
    }

    /** {@code SIOCOUTQ}: bytes written and not acknowledged. */
    public long unacknowledged() throws CallException {
        StreamSocket stream = checked();
        return stream == null || !socket.isUp() ? 0 : stream.unacknowledged() + (waitsForFin() ? 1 : 0);
    }

    /** Plain TCP counts its FIN. */
    private boolean waitsForFin() {
        return !socket.isMptcp() && socket.snapshot().map(c -> TcpState.of(c.state())).filter(s -> s == TcpState.FIN_WAIT1
                || s == TcpState.CLOSING || s == TcpState.LAST_ACK).isPresent();
    }

    /** {@code SIOCOUTQNSD}: bytes written and not sent. */
    public long unsent() throws CallException {
        checked();
        long queued = socket.isMptcp() ? 0 : socket.snapshot().map(c -> c.subflows().stream().mapToLong(SubflowSnapshot::queued).sum()).orElse(0L);
        return notSent() + queued;
    }

    private StreamSocket checked() throws CallException {
        if (socket.isListening()) {
            throw new CallException(Errno.EINVAL);
        }
        return socket.stream();
    }

    long notSent() {
        return socket.snapshot().map(DataCalls::notSent).orElse(0L);
    }

    static long notSent(ConnectionSnapshot c) {
        return Math.max(0, c.sendQueued() - (c.dataNext() - c.dataUna()));
    }

    // --- control messages

    /** What {@code recvmsg} brings. */
    public record Message(Reading reading, ControlData control) {}

    /** {@code recvmsg}. @param room for control data: times, and TCP_INQ, if they were asked for */
    public Message receiveMessage(long n, int flags, int room) throws CallException {
        ControlData.Builder control = new ControlData.Builder(room);
        if ((flags & Messages.ERROR_QUEUE) != 0) {
            return new Message(error(n, control), control.built());
        }
        Reading reading = receive(n, flags);
        Timestamps times = stamps.times();
        if (times != null) {
            times.received(control, reading.arrivedNs);
        }
        if (socket.settings().inq) {
            control.inq(left());
        }
        return new Message(reading, control.built());
    }

    /** The next message of the error queue, for which no call waits. */
    private Reading error(long n, ControlData.Builder control) throws CallException {
        Reading reading = new Reading(n, 0, false);
        reading.count = stamps.takeError(control, n);
        if (reading.count < 0) {
            throw new CallException(Errno.EAGAIN);
        }
        return reading;
    }

    /** TCP_INQ: the end of the stream counts as a byte, where it is known. */
    private int left() {
        StreamSocket stream = socket.stream();
        long left = stream == null ? 0 : stream.available();
        boolean closed = stream != null && (stream.ready() & StreamSocket.PEER_CLOSED) != 0;
        boolean over = stream == null || (stream.ready() & StreamSocket.FAILED) != 0;
        return (int) Math.min(Integer.MAX_VALUE, closed ? left + 1 : left == 0 && over ? 1 : left);
    }
}
