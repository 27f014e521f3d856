package mptcp.nio;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What went around the stack, so that it can be said. Destinations are told one by one up to a limit, and counted beyond
 * it. Any thread.
 */
final class Bypasses {
    private static final int NAMED = 20;

    /** Why something is not the stack's. */
    enum Why {
        LOOPBACK("a loopback address"),
        OWN("an address of the stack itself"),
        MACHINE("an address of this machine"),
        BOUND("bound to an address that is not the stack's"),
        FAMILY("no link has an address of this family"),
        ACCEPTED("accepted from the kernel's network"),
        LISTENING("listening on an address that is not the stack's"),
        DATAGRAM("datagrams are not Multipath TCP"),
        INHERITED("inherited from the process that started this one"),
        LOOKUP("names are looked up by the system's resolver"),
        FOUND("found open at the end: made by native code, or by what the JDK shows to nobody");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private record Way(Why why, String where) {}

    private final Map<Way, Long> named = new LinkedHashMap<>();
    private long others;

    synchronized void count(Why why, String where) {
        Way way = new Way(why, where);
        if (named.containsKey(way) || named.size() < NAMED) {
            named.merge(way, 1L, Long::sum);
        } else {
            others++;
        }
    }

    /** Whether something of this name was counted, or may have been. */
    synchronized boolean knows(String where) {
        return others > 0 || named.keySet().stream().anyMatch(way -> way.where().equals(where));
    }

    /** One line for each destination and reason; empty if all went over the stack. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        named.forEach((way, n) ->
                lines.add("around the stack: " + n + " x " + way.where() + " (" + way.why().text() + ")"));
        if (others > 0) {
            lines.add("around the stack: " + others + " more, to other destinations");
        }
        return lines;
    }
}
