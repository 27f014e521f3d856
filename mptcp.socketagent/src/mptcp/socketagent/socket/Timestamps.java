package mptcp.socketagent.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mptcp.api.socket.StreamSocket;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.PacketWatch;
import mptcp.socketagent.machine.Passing;

/**
 * The times of one connection's bytes, as SO_TIMESTAMPING tells them: of a write, when the segment with its last byte went to the
 * device (which is also when it was scheduled) and when it was acknowledged; of what is read, when its last byte came. Times are
 * those of the system's clock. Watches the device from when it is asked for to when the connection is let go.
 *
 * <p>Writes whose last bytes leave in one segment are told once, by the last, as Linux does of those in one of its buffers.
 */
final class Timestamps implements PacketWatch {
    private final Machine machine;
    private final StreamSocket stream;
    private final boolean plain;
    private final ErrorQueue errors;
    private final SentBytes bytes;

    // guarded by this
    private final StampOptions options;
    private final Arrivals arrivals = new Arrivals();
    private final List<SentMark> marks = new ArrayList<>();
    /** Number in the stream of the byte whose key is 0. */
    private long keyBase;

    /** @param plain whether what is sent is recorded: Linux does so for TCP alone */
    Timestamps(Machine machine, StreamSocket stream, boolean plain, StampOptions options, ErrorQueue errors) {
        this.errors = errors;
        this.bytes = new SentBytes(machine, stream);
        this.machine = machine;
        this.stream = stream;
        this.plain = plain;
        this.options = options.copy();
    }

    static long now() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    /** Begins to watch. {@code arrivedNs}: when what can be read already came; 0: not known. Loop thread. */
    synchronized void begin(long arrivedNs) {
        arrivals.available(stream.available(), arrivedNs);
        machine.watch(this);
    }

    void end() {
        machine.unwatch(this);
    }

    /** The options were set. Loop thread. {@code numbered}: keys were turned on, which count from here. */
    synchronized void options(StampOptions set, boolean numbered) {
        if (numbered) {
            boolean up = (stream.ready() & StreamSocket.CONNECTED) != 0;
            keyBase = set.countsFromWritten() ? stream.written() : up ? bytes.acknowledged() : -1; // before, SND.UNA is the SYN
        }
        options.become(set);
    }

    /** What a write records unless its control data says otherwise. */
    synchronized int sending() {
        return plain ? options.sending() : 0;
    }

    /** A write has ended with the last byte there is. Loop thread, before any of it leaves. */
    synchronized void wrote(int flags) {
        SentMark mark = plain && flags != 0 ? bytes.last(flags) : null;
        if (mark != null) {
            mark.key = options.tells(StampOptions.ID) ? (int) (mark.position - keyBase) : 0;
            marks.add(mark);
        }
    }

    // --- reading

    /** In step with what arrives, so that each byte keeps its time. */
    synchronized int read(ByteBuffer target, Reading reading) throws IOException {
        int n = stream.tryRead(target);
        if (n > 0) {
            reading.arrivedNs = arrivals.read(n, false);
        }
        return n;
    }

    synchronized void peek(Reading reading) {
        reading.arrivedNs = arrivals.read(reading.count, true);
    }

    // --- what is told

    /** Adds the time at which what a call has read came. */
    synchronized void received(ControlData.Builder control, long arrivedNs) {
        if (arrivedNs != 0 && options.tellsReceived()) {
            options.add(control, arrivedNs);
        }
    }

    /** Adds when it was what a message of the error queue tells of. */
    synchronized void told(ControlData.Builder control, long atNs) {
        options.add(control, atNs);
    }

    // --- the loop

    @Override
    public synchronized void sent(Passing segment) {
        if (marks.isEmpty() || !bytes.isIn(segment)) {
            return;
        }
        SentMark last = null;
        Iterator<SentMark> each = marks.iterator();
        while (each.hasNext()) {
            SentMark mark = each.next();
            if (mark.isIn(segment.sequence(), segment.payload())) {
                if (last != null && last.left == 0) {
                    marks.remove(last);
                    each = marks.listIterator(marks.indexOf(mark) + 1);
                }
                last = mark;
            }
        }
        if (last != null) {
            last.left = segment.payload();
            long now = now();
            tell(last, StampOptions.SCHEDULED, ErrorQueue.IS_SCHEDULED, now, segment.packet(), segment.from().getAddress());
            tell(last, StampOptions.SENT, ErrorQueue.IS_SENT, now, segment.packet(), segment.from().getAddress());
        }
    }

    private void tell(SentMark mark, int flag, int kind, long now, int length, InetAddress from) {
        if ((mark.flags & flag) != 0) {
            boolean bare = options.tells(StampOptions.WITHOUT_DATA);
            errors.add(new ErrorQueue.Message(kind, mark.key, now, bare ? 0 : length, bare ? null : from));
            machine.wakeup().signal();
        }
    }

    @Override
    public synchronized void received(Passing segment) {
        InetSocketAddress to = segment.to();
        if (segment.payload() > 0 && to.getPort() == stream.local().getPort()) {
            arrivals.available(stream.available(), now());
        }
    }

    @Override
    public synchronized void turned() {
        if (marks.isEmpty()) {
            return;
        }
        long acknowledged = bytes.acknowledged();
        while (!marks.isEmpty() && marks.getFirst().position < acknowledged) {
            SentMark mark = marks.removeFirst();
            tell(mark, StampOptions.ACKNOWLEDGED, ErrorQueue.IS_ACKNOWLEDGED, now(), mark.left, null);
        }
    }
}
