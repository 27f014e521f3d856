package mptcp.record.jfr;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import mptcp.api.inspect.Inspector;
import mptcp.api.socket.Stack;

/**
 * Offers the events to the flight recorder, and listens to the hosts as long as a recording runs that wants the one of
 * hosts, which is on by default. Without a recording no host describes what happens to it, and nothing is called on a
 * loop. A host that is made while a recording runs is listened to from its first turn on. Any thread.
 */
public final class FlightRecording implements AutoCloseable {
    private static final List<Class<? extends Event>> EVENTS = List.of(ConnectionEvent.class, SubflowEvent.class,
            ReinjectionEvent.class, SwapEvent.class, PolicyFailureEvent.class, SlowCallEvent.class, HostEvent.class);

    private final Supplier<List<Stack>> hosts;
    private final Map<Stack, AutoCloseable> listened = new ConcurrentHashMap<>(); // written under the monitor of this
    private final Runnable look = this::look;
    private final FlightRecorderListener ended = new FlightRecorderListener() {
        @Override
        public void recordingStateChanged(Recording recording) {
            if (recording.getState() == RecordingState.RUNNING) {
                listen();
            } else if (!runs()) {
                forget();
            }
        }
    };

    /** @param hosts those that are open now */
    public FlightRecording(Supplier<List<Stack>> hosts) {
        this.hosts = hosts;
        EVENTS.forEach(FlightRecorder::register);
        FlightRecorder.addListener(ended);
        FlightRecorder.addPeriodicEvent(HostEvent.class, look);
        opened();
    }

    private static boolean runs() {
        return FlightRecorder.getFlightRecorder().getRecordings().stream().anyMatch(r -> r.getState() == RecordingState.RUNNING);
    }

    /**
     * There are hosts that there were not: where a recording runs they are listened to. Does not wait: whoever makes a host may be the
     * one who turns it.
     */
    public void opened() {
        if (runs()) {
            Thread.ofVirtual().name("flight-recording").start(this::listen);
        }
    }

    private void look() {
        listen();
        for (Stack host : hosts.get()) {
            try {
                if (host.stuckIn().isEmpty()) {
                    tell(host);
                }
            } catch (IllegalStateException e) {
                continue; // it went, or does not come back
            }
        }
    }

    private static void tell(Stack host) {
        HostEvent e = new HostEvent();
        Inspector inspector = host.inspector();
        Map<String, Long> counters = inspector.counters();
        e.host = host.name();
        e.connections = inspector.connectionCount();
        e.segmentsSent = counters.get("TcpOutSegs");
        e.segmentsReceived = counters.get("TcpInSegs");
        e.segmentsRetransmitted = counters.get("TcpRetransSegs");
        e.reinjections = counters.get("MPTcpExtMPTCPRetrans");
        e.commit();
    }

    private synchronized void listen() {
        List<Stack> present = hosts.get();
        listened.keySet().retainAll(present);
        for (Stack host : present) {
            if (!listened.containsKey(host) && host.stuckIn().isEmpty()) {
                try {
                    listened.put(host, host.inspector().monitor(new HostRecorder(host.name())));
                } catch (IllegalStateException e) {
                    continue; // it went, or nobody turns it; the next look tries again
                }
            }
        }
    }

    /** Whether hosts are listened to. */
    synchronized boolean listens() {
        return !listened.isEmpty();
    }

    /** As far as nobody waits for a host. */
    boolean listensTo(Stack host) {
        return listened.containsKey(host);
    }

    private synchronized void forget() {
        for (AutoCloseable each : listened.values()) {
            try {
                each.close();
            } catch (Exception gone) {
                continue; // with its host, or with a loop that does not come back
            }
        }
        listened.clear();
    }

    @Override
    public void close() {
        FlightRecorder.removePeriodicEvent(look);
        FlightRecorder.removeListener(ended);
        forget();
        EVENTS.forEach(FlightRecorder::unregister);
    }
}
