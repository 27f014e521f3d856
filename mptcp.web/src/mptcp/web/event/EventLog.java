package mptcp.web.event;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import mptcp.api.inspect.Monitor;
import mptcp.api.socket.Stack;
import mptcp.web.view.Answer;
import mptcp.web.view.Hosts;
import mptcp.web.view.NotThere;

/**
 * The last events of all hosts, as long as somebody asks for them ({@code after}, the number of the last one they know):
 * hosts to which nobody listens do not describe what happens. Any thread.
 */
public final class EventLog implements Answer, AutoCloseable {
    /** How long hosts are listened to after the last question. */
    public static final long LISTENS_NS = 30_000_000_000L;

    private static final int KEPT = 2_000;
    private static final int AT_ONCE = 200;

    private final Hosts hosts;
    private final LongSupplier nanos;
    private final LongSupplier wallMs;
    private final Map<Stack, AutoCloseable> listened = new HashMap<>(); // guarded by this
    private long asked; // guarded by this
    private final ArrayDeque<Event> events = new ArrayDeque<>(); // guarded by itself: loops put into it
    private long next = 1; // guarded by events

    private record Event(long number, long atMs, String connection, Integer subflow, String event, String detail) {}

    /**
     * @param nanos a clock that does not jump
     * @param wallMs the time of day, since 1970
     */
    public EventLog(Hosts hosts, LongSupplier nanos, LongSupplier wallMs) {
        this.hosts = hosts;
        this.nanos = nanos;
        this.wallMs = wallMs;
    }

    @Override
    public Object of(Map<String, String> query) throws NotThere {
        long after = query.containsKey("after") ? number(query.get("after")) : 0;
        listen();
        List<Event> found = new ArrayList<>();
        long last;
        synchronized (events) {
            last = next - 1;
            Iterator<Event> newest = events.descendingIterator();
            while (newest.hasNext() && found.size() < AT_ONCE) {
                Event e = newest.next();
                if (e.number() <= after) {
                    break;
                }
                found.addFirst(e);
            }
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("last", last);
        map.put("left", Math.max(0, last - after - found.size())); // older ones, or more than are told at once
        map.put("events", found);
        return map;
    }

    private static long number(String text) throws NotThere {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new NotThere("'" + text + "' is no number");
        }
    }

    private synchronized void listen() {
        asked = nanos.getAsLong();
        List<Stack> present = hosts.all();
        listened.keySet().retainAll(present);
        for (Stack host : present) {
            if (!listened.containsKey(host) && host.stuckIn().isEmpty()) {
                listened.put(host, host.inspector().monitor(of(host.name())));
            }
        }
    }

    private Monitor of(String host) {
        return (_, connection, subflow, event, detail) -> {
            long at = wallMs.getAsLong();
            synchronized (events) {
                if (events.size() == KEPT) {
                    events.removeFirst();
                }
                events.addLast(new Event(next++, at, connection == 0 ? host : host + "/" + connection,
                        subflow < 0 ? null : subflow, event, detail));
            }
        };
    }

    /** Lets the hosts go if nobody has asked for a while. */
    public synchronized void expire() {
        if (!listened.isEmpty() && nanos.getAsLong() - asked > LISTENS_NS) {
            close();
        }
    }

    /** Whether hosts are listened to. */
    public synchronized boolean listens() {
        return !listened.isEmpty();
    }

    @Override
    public synchronized void close() {
        for (AutoCloseable each : listened.values()) {
            try {
                each.close();
            } catch (Exception gone) {
                continue; // with its host, or with a loop that does not come back
            }
        }
        listened.clear();
    }
}
