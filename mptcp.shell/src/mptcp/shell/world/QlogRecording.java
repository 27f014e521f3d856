package mptcp.shell.world;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import mptcp.api.socket.Stack;
import mptcp.json.Json;

/**
 * Writes the events of connections as qlog (draft-ietf-quic-qlog-main-schema): a file for each, a JSON text sequence (RFC 7464). Loops
 * put events into a queue; a thread of its own writes them. If it is too slow, events are left out, counted, and said in the file.
 * Any thread.
 */
public final class QlogRecording implements AutoCloseable {
    private static final int QUEUE = 100_000;
    private static final int MOST_OPEN = 200;
    private static final long TICK_MS = 100;
    private static final double MS = 1e6;

    private record Event(String host, long nowNs, long connection, int subflow, String name, String detail) {}

    private final Path folder;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
    private final AtomicLong missed = new AtomicLong();
    private final List<AutoCloseable> monitors = new ArrayList<>();
    private final Thread thread = Thread.ofPlatform().daemon().name("qlog").unstarted(this::run);
    private volatile boolean ending;
    private volatile IOException failure;
    private volatile long written;

    // The writer's thread. Files that were begun; and those of them that are open, the one used last at the end.
    private final Set<Path> begun = new HashSet<>();
    private final Map<Path, BufferedWriter> open = new LinkedHashMap<>(16, 0.75f, true);

    /** @param folder is made if it is not there; files of the same names are replaced */
    public QlogRecording(Path folder, List<Stack> hosts) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        for (Stack host : hosts) {
            String name = host.name();
            monitors.add(host.inspector().monitor((now, connection, subflow, event, detail) -> {
                if (connection != 0 && !events.offer(new Event(name, now, connection, subflow, event, detail))) {
                    missed.incrementAndGet();
                }
            }));
        }
        thread.start();
    }

    public Path folder() {
        return folder;
    }

    /** What ended it before its time, or null. */
    public IOException failure() {
        return failure;
    }

    /** How many connections have a file. */
    public long files() {
        return written;
    }

    private void run() {
        try {
            while (true) {
                boolean last = ending; // read before the queue is: then an empty one means that all is written
                Event event = events.poll(TICK_MS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    write(event);
                } else if (last) {
                    break;
                } else {
                    for (BufferedWriter each : open.values()) {
                        each.flush(); // for who looks meanwhile
                    }
                }
            }
            for (BufferedWriter each : open.values()) {
                each.close();
            }
        } catch (IOException e) {
            failure = e;
        } catch (InterruptedException e) {
            failure = new IOException("interrupted", e);
        }
    }

    private void write(Event event) throws IOException {
        Path file = folder.resolve(event.host() + "-" + event.connection() + ".sqlog");
        BufferedWriter out = open.get(file);
        if (out == null) {
            boolean fresh = begun.add(file);
            out = fresh ? Files.newBufferedWriter(file) : Files.newBufferedWriter(file, StandardOpenOption.APPEND);
            makeRoom();
            open.put(file, out);
            if (fresh) {
                written = begun.size();
                record(out, header(event.host(), event.connection()));
            }
        }
        long lost = missed.getAndSet(0);
        if (lost > 0) {
            record(out, Map.of("time", event.nowNs() / MS, "name", "mptcp:events_missed", "data", Map.of("of_all_connections", lost)));
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("time", event.nowNs() / MS);
        map.put("name", QlogEvents.name(event.name()));
        map.put("data", QlogEvents.data(event.name(), event.subflow(), event.detail()));
        record(out, map);
        if (event.name().equals("CLOSED")) {
            open.remove(file);
            out.close();
        }
    }

    private void makeRoom() throws IOException {
        if (open.size() >= MOST_OPEN) {
            Map.Entry<Path, BufferedWriter> eldest = open.entrySet().iterator().next();
            eldest.getValue().close();
            open.remove(eldest.getKey());
        }
    }

    private static void record(BufferedWriter out, Map<String, Object> value) throws IOException {
        out.append('\u001e').append(Json.line(value)).append('\n');
    }

    private static Map<String, Object> header(String host, long connection) {
        Map<String, Object> reference = new LinkedHashMap<>();
        reference.put("clock_type", "monotonic");
        reference.put("epoch", "unknown");
        Map<String, Object> common = new LinkedHashMap<>();
        common.put("time_format", "relative_to_epoch");
        common.put("reference_time", reference);
        common.put("group_id", host + "/" + connection);
        Map<String, Object> trace = new LinkedHashMap<>();
        trace.put("title", host + "/" + connection);
        trace.put("vantage_point", Map.of("name", host, "type", "unknown"));
        trace.put("event_schemas", List.of(QlogEvents.SCHEMA));
        trace.put("common_fields", common);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("file_schema", "urn:ietf:params:qlog:file:sequential");
        header.put("serialization_format", "application/qlog+json-seq");
        header.put("title", "Multipath TCP connection " + host + "/" + connection);
        header.put("trace", trace);
        return header;
    }

    /** Writes what came so far, and ends it. */
    @Override
    public void close() throws IOException {
        for (AutoCloseable monitor : monitors) {
            try {
                monitor.close();
            } catch (Exception gone) {
                continue; // with its host, or with a loop that does not come back
            }
        }
        monitors.clear();
        ending = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IOException("the qlog in " + folder + " is not complete: " + failure.getMessage(), failure);
        }
    }
}
