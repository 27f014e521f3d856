package mptcp.socketagent;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mptcp.socketagent.machine.Machine;
import mptcp.socketagent.machine.Wakeup;
import mptcp.socketagent.socket.CallException;
import mptcp.socketagent.socket.Descriptors;
import mptcp.socketagent.socket.Errno;
import mptcp.socketagent.socket.PollEvents;

/** The request {@code poll timeout fd:events ...}. One call. */
final class Poll {
    /** How long at most until events are looked at again about which no one is told. */
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(5);

    private final Machine machine;
    private final Descriptors descriptors;
    private final List<Entry> entries = new ArrayList<>();

    private record Entry(int fd, int events) {}

    Poll(Machine machine, Descriptors descriptors) {
        this.machine = machine;
        this.descriptors = descriptors;
    }

    String answer(Words w) throws CallException {
        long timeoutMs = w.number();
        while (w.hasNext()) {
            entries.add(entry(w.next()));
        }
        Wakeup wakeup = machine.wakeup();
        long start = System.nanoTime();
        while (true) {
            long seen = wakeup.events();
            StringBuilder revents = new StringBuilder();
            int ready = look(revents);
            long left = timeoutMs < 0 ? Long.MAX_VALUE
                    : TimeUnit.MILLISECONDS.toNanos(timeoutMs) - (System.nanoTime() - start);
            if (ready > 0 || left <= 0) {
                return "= " + ready + revents;
            }
            wakeup.await(seen, Math.min(left, LOOK_NS));
        }
    }

    private static Entry entry(String word) throws CallException {
        int colon = word.indexOf(':');
        try {
            return new Entry(Integer.decode(word.substring(0, Math.max(0, colon))),
                    Integer.decode(word.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new CallException(Errno.EINVAL);
        }
    }

    /** @return how many descriptors have an event */
    private int look(StringBuilder revents) {
        int ready = 0;
        for (Entry each : entries) {
            int events = 0;
            if (each.fd >= 0) { // poll passes over negative ones
                try {
                    events = descriptors.get(each.fd).events() & (each.events | PollEvents.ALWAYS);
                } catch (CallException e) {
                    events = PollEvents.INVALID;
                }
            }
            ready += events != 0 ? 1 : 0;
            revents.append(' ').append(events);
        }
        return ready;
    }
}
