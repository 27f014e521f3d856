package mptcp.simtest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.core.loop.OpenStack;

/** One stack of a {@link World}, with what was noted of it while it ran. */
final class SimHost {
    private static final int KEPT_EVENTS = 400;

    private final OpenStack open;
    private final List<String> events = new ArrayList<>();
    private final Map<Long, ConnectionSnapshot> last = new LinkedHashMap<>();
    private int established;

    SimHost(StackConfig config, Policies policies) {
        open = new OpenStack(config, policies.registry());
        stack().inspector().monitor((nowNs, connection, subflow, event, detail) -> {
            if (events.size() < KEPT_EVENTS) {
                events.add("%.6f %s connection %d subflow %d %s %s".formatted(nowNs / 1e9, name(), connection, subflow,
                        event, detail));
            }
            if (event.equals("SF_ESTABLISHED")) {
                established++;
            }
            if (event.equals("CLOSED")) {
                stack().inspector().connection(connection).ifPresent(s -> last.put(connection, s));
            }
        });
    }

    String name() {
        return stack().name();
    }

    DrivenStack stack() {
        return open.stack();
    }

    /** As {@link OpenStack#watched}. */
    void watched() {
        open.watched();
    }

    /** As {@link OpenStack#askForPasses}. */
    void askForPasses() {
        open.askForPasses();
    }

    long counter(String name) {
        Long value = stack().inspector().counters().get(name);
        if (value == null) {
            throw new IllegalArgumentException("no counter " + name);
        }
        return value;
    }

    /** The connection as it was when its data level ended, or null. */
    ConnectionSnapshot lastOf(long connection) {
        return last.get(connection);
    }

    /** The party's connection as it is, or was when its data level ended; null if there was none. */
    ConnectionSnapshot newest(Party party) {
        if (party.socket() == null) {
            return null;
        }
        ConnectionSnapshot ended = lastOf(party.socket().id());
        return ended != null ? ended : stack().inspector().connection(party.socket().id()).orElse(null);
    }

    /** The only connection there is at the moment. */
    ConnectionSnapshot connection() {
        List<ConnectionSnapshot> all = stack().inspector().connections();
        if (all.size() != 1) {
            throw new IllegalStateException(all.size() + " connections on " + name());
        }
        return all.getFirst();
    }

    /** Joins that were established so far. */
    int joins() {
        return established;
    }

    List<String> events() {
        return events;
    }

    void choose(PolicyKind kind, String name) {
        stack().policies().choose(kind, name);
    }

    /** As {@link OpenStack#strays}. */
    int strays() {
        return open.strays();
    }

    /** Memory outside the heap. */
    long nativeBytes() {
        return open.nativeBytes();
    }

    /** What is left behind although every connection has ended, or an empty list. */
    List<String> leaks() {
        List<String> found = new ArrayList<>();
        for (ConnectionSnapshot c : stack().inspector().connections()) {
            found.add(name() + " keeps connection " + describe(c));
        }
        if (open.mapsInUse() != 0) {
            found.add(name() + " keeps " + open.mapsInUse() + " maps");
        }
        if (open.bufferBytes() != 0) {
            found.add(name() + " keeps " + open.bufferBytes() + " bytes of buffers");
        }
        if (open.nextDeadlineNs() != Long.MAX_VALUE) {
            found.add(name() + " waits for a deadline at " + open.nextDeadlineNs() / 1e9 + " s");
        }
        if (open.strays() != 0) {
            found.add(name() + " has " + open.strays() + " subflows that stray");
        }
        if (open.handedOver()) {
            found.add(name() + " has packets between its loops");
        }
        long current = counter("MPTcpExtMPCurrEstab");
        if (current != 0) {
            found.add(name() + " counts " + current + " connections as established");
        }
        return found;
    }

    static String describe(ConnectionSnapshot c) {
        return "%d %s%s una %d next %d received %d queued %d/%d unread %d ahead %d window %d/%d subflows %s".formatted(
                c.id(), c.state(), c.fallback() ? " (fallback: " + c.fallbackReason() + ")" : "",
                c.bytesAcked(), c.bytesSent(), c.bytesReceived(), c.sendQueued(), c.sendHeld(), c.receiveQueued(),
                c.outOfOrder(), c.sendWindow(), c.receiveWindow(),
                c.subflows().stream().map(s -> "[%d %s %s>%s %s cwnd %d flight %d queued %d timeouts %d pinned %d%s%s]"
                        .formatted(s.slot(), s.state(), s.local(), s.remote(), s.loss(), s.cwnd(), s.inFlight(),
                                s.queued(), s.timeouts(), s.pinned(), s.stale() ? " stale" : "",
                                s.backupLocal() || s.backupRemote() ? " backup" : ""))
                        .collect(Collectors.joining(" ")));
    }

    /** Counters that are not zero, in one line. */
    String counters() {
        return stack().inspector().counters().entrySet().stream().filter(e -> e.getValue() != 0)
                .map(Object::toString).collect(Collectors.joining(" "));
    }
}
