package mptcp.socketagent.socket;

import java.util.ArrayDeque;
import java.util.Deque;
import mptcp.api.socket.StreamSocket;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.PacketWatch;
import mptcp.socketagent.machine.Passing;

/**
 * Writes of one connection with MSG_ZEROCOPY: each is told on the error queue, by its number, when the segments that hold its bytes are
 * acknowledged, or when the connection is over. That the bytes were copied is told too: they are, as they are in Linux where the device
 * asks for it. Watches the device while writes are under way. Any thread, but for what is said.
 */
final class ZeroCopies implements PacketWatch {
    private final Machine machine;
    private final StreamSocket stream;
    private final ErrorQueue errors;
    private final SentBytes bytes;

    // guarded by this
    private final Deque<SentMark> underWay = new ArrayDeque<>();
    private int next;

    ZeroCopies(Machine machine, StreamSocket stream, ErrorQueue errors) {
        this.machine = machine;
        this.stream = stream;
        this.errors = errors;
        this.bytes = new SentBytes(machine, stream);
    }

    /** A write has ended with the last byte there is. Loop thread, before any of it leaves. */
    synchronized void wrote() {
        SentMark mark = bytes.last(0);
        if (mark != null) {
            mark.key = next++;
            if (underWay.isEmpty()) {
                machine.watch(this);
            }
            underWay.add(mark);
        }
    }

    @Override
    public synchronized void sent(Passing segment) {
        if (bytes.isIn(segment)) {
            for (SentMark mark : underWay) {
                if (mark.left == 0 && mark.isIn(segment.sequence(), segment.payload())) {
                    mark.left = segment.sequence() + segment.payload() - mark.sequence; // what else is in it keeps it
                }
            }
        }
    }

    @Override
    public void received(Passing segment) {
        // what it acknowledges is seen when the turn is over
    }

    @Override
    public synchronized void turned() {
        long acknowledged = bytes.acknowledged();
        boolean over = (stream.ready() & (StreamSocket.FAILED | StreamSocket.CLOSED)) != 0;
        while (!underWay.isEmpty() && (over || underWay.getFirst().position + underWay.getFirst().left <= acknowledged)
                && (over || underWay.getFirst().left > 0)) {
            errors.copied(underWay.removeFirst().key);
            machine.wakeup().signal();
        }
        if (underWay.isEmpty()) {
            machine.unwatch(this);
        }
    }

    /** The connection is let go. */
    void end() {
        machine.unwatch(this);
    }
}
