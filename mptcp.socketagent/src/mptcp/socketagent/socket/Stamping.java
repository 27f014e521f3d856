package mptcp.socketagent.socket;

import mptcp.api.socket.StreamSocket;
import mptcp.socketagent.machine.Machine;

/**
 * A descriptor's part in what its error queue tells: who watches the device for it, if options ask for that (SO_TIMESTAMPING,
 * SO_ZEROCOPY). Any thread.
 */
public final class Stamping {
    private final AgentSocket socket;
    private final Machine machine;
    private final ErrorQueue errors = new ErrorQueue();

    // guarded by this
    private Timestamps times;
    private ZeroCopies copies;
    private StreamSocket of;
    private EarlyArrivals early;

    Stamping(AgentSocket socket, Machine machine) {
        this.socket = socket;
        this.machine = machine;
    }

    /** An option was set. @throws CallException if it cannot be */
    void set(int option, int value) throws CallException {
        StampOptions options = socket.settings().stamps;
        boolean numbered = options.tells(StampOptions.ID);
        StreamSocket stream = socket.stream();
        options.set(option, value, socket.isMptcp() || stream != null && !socket.isOver());
        boolean begins = !numbered && options.tells(StampOptions.ID);
        watch(0);
        Timestamps now = times();
        if (now != null) {
            machine.stack().call(() -> {
                now.options(options, begins);
                return null;
            });
        }
    }

    /** A connection or a listener came to the descriptor. {@code arrivedNs}: when bytes came that it has already; 0: not known */
    void watch(long arrivedNs) {
        boolean wanted = socket.settings().stamps.inUse();
        StreamSocket stream = socket.stream();
        var listener = socket.listener();
        synchronized (this) {
            if (listener != null && wanted && early == null) {
                early = new EarlyArrivals(listener.local().getPort());
                machine.watch(early);
            }
            if (stream == null || !wanted || stream == of) {
                return;
            }
            of = stream;
            times = new Timestamps(machine, stream, !socket.isMptcp(), socket.settings().stamps, errors);
        }
        Timestamps begun = times();
        machine.stack().call(() -> {
            begun.begin(arrivedNs);
            return null;
        });
    }

    /** A connection was accepted from {@code listening}. */
    void accepted(Stamping listening) {
        EarlyArrivals before;
        synchronized (listening) {
            before = listening.early;
        }
        watch(before == null ? 0 : before.take(socket.stream().remote()));
    }

    /** Connection and listener are let go. */
    synchronized void end() {
        if (times != null) {
            times.end();
            times = null;
        }
        if (copies != null) {
            copies.end();
            copies = null;
        }
        of = null;
        if (early != null) {
            machine.unwatch(early);
            early = null;
        }
    }

    /** Null: nothing is recorded. */
    synchronized Timestamps times() {
        return times;
    }

    /** Who follows a write with MSG_ZEROCOPY on this connection. */
    synchronized ZeroCopies copies(StreamSocket stream) {
        if (copies == null) {
            copies = new ZeroCopies(machine, stream, errors);
        }
        return copies;
    }

    /** Whether the error queue holds messages. */
    boolean hasMessages() {
        return !errors.isEmpty();
    }

    /** How many messages came to the error queue in all: each is an edge to epoll. */
    public long messages() {
        return errors.told();
    }

    /** Fills in the control data of the next message of the error queue. @return its length; -1: there is none */
    int takeError(ControlData.Builder control, long room) {
        ErrorQueue.Message message = errors.take();
        if (message == null) {
            return -1;
        }
        Timestamps told = times();
        if (told != null && !message.isOfCopies()) {
            told.told(control, message.atNs());
        }
        ErrorQueue.add(control, message, socket.isIpv6());
        control.flag(Messages.ERROR_QUEUE | (message.length() > room ? Messages.TRUNCATED : 0));
        return (int) Math.min(room, message.length());
    }
}
