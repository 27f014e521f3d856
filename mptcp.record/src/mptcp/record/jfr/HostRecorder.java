package mptcp.record.jfr;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.api.inspect.Monitor;

/** Turns the events of one host into events of the flight recorder. Called on the host's loop; nothing is kept. */
final class HostRecorder implements Monitor {
    private static final Pattern BYTES = Pattern.compile("(\\d+) bytes");
    private static final Pattern POLICY = Pattern.compile("([a-z]+) ([^ :]+)(?:: .*| (\\d+) us)?");

    private final String host;

    HostRecorder(String host) {
        this.host = host;
    }

    @Override
    public void event(long nowNs, long connectionId, int subflow, String event, String detail) {
        String connection = connectionId == 0 ? host : host + "/" + connectionId;
        switch (event) {
            case "SWAP" -> swap(connection, detail);
            case "POLICY_FAILED" -> failure(connection, detail);
            case "POLICY_SLOW" -> slow(connection, detail);
            case "REINJECT" -> reinjection(connection, subflow, detail);
            case "STALE", "RECOVERED" -> subflow(connection, subflow, event, detail);
            default -> {
                if (event.startsWith("SF_")) {
                    subflow(connection, subflow, event, detail);
                } else {
                    connection(connection, event, detail);
                }
            }
        }
    }

    private static void connection(String connection, String what, String detail) {
        ConnectionEvent e = new ConnectionEvent();
        e.connection = connection;
        e.what = what;
        e.detail = detail;
        e.commit();
    }

    private static void subflow(String connection, int subflow, String what, String detail) {
        SubflowEvent e = new SubflowEvent();
        e.connection = connection;
        e.subflow = subflow;
        e.what = what;
        e.detail = detail;
        e.commit();
    }

    private static void reinjection(String connection, int subflow, String detail) {
        Matcher bytes = BYTES.matcher(detail);
        ReinjectionEvent e = new ReinjectionEvent();
        e.connection = connection;
        e.subflow = subflow;
        e.bytes = bytes.find() ? Long.parseLong(bytes.group(1)) : 0;
        e.detail = detail;
        e.commit();
    }

    private static void swap(String connection, String detail) {
        Matcher m = POLICY.matcher(detail);
        SwapEvent e = new SwapEvent();
        e.connection = connection;
        e.kind = m.matches() ? m.group(1) : null;
        e.policy = m.matches() ? m.group(2) : null;
        e.detail = detail;
        e.commit();
    }

    private static void failure(String connection, String detail) {
        Matcher m = POLICY.matcher(detail);
        PolicyFailureEvent e = new PolicyFailureEvent();
        e.connection = connection;
        e.kind = m.matches() ? m.group(1) : null;
        e.policy = m.matches() ? m.group(2) : null;
        e.detail = detail;
        e.commit();
    }

    private static void slow(String connection, String detail) {
        Matcher m = POLICY.matcher(detail);
        SlowCallEvent e = new SlowCallEvent();
        e.connection = connection;
        e.kind = m.matches() ? m.group(1) : null;
        e.policy = m.matches() ? m.group(2) : null;
        e.took = m.matches() && m.group(3) != null ? Long.parseLong(m.group(3)) : 0;
        e.detail = detail;
        e.commit();
    }
}
