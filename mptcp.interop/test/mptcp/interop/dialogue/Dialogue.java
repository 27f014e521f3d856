package mptcp.interop.dialogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * What is done to a subject, in order: a call ({@code write 4 1000}), a segment that arrives ({@code < P. 1(1000) ack 1}), or time
 * that passes, in milliseconds ({@code +200}). Addresses are those of IPv4's topology.
 */
record Dialogue(String name, List<String> steps) {
    static Dialogue of(String name, String text) {
        return new Dialogue(name, Arrays.stream(text.split("[\n;]")).map(String::strip).filter(s -> !s.isEmpty() && !s.startsWith("#"))
                .flatMap(s -> Openings.steps(s).stream()).toList());
    }

    /** Of a text in which each stands behind a line {@code === NAME}. */
    static List<Dialogue> all(String text) {
        List<Dialogue> all = new ArrayList<>();
        for (String part : text.split("(?m)^=== ")) {
            if (!part.isBlank() && !part.startsWith("#")) {
                int line = part.indexOf('\n');
                all.add(of(part.substring(0, line).strip(), part.substring(line + 1)));
            }
        }
        return all;
    }

    /** Those of a file beside this class. */
    static List<Dialogue> read(String file) {
        try (var in = Objects.requireNonNull(Dialogue.class.getResourceAsStream(file), file)) {
            return all(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in IPv6. */
    Dialogue ofIpv6() {
        return new Dialogue(name + " (IPv6)", steps.stream().map(Dialogue::ofIpv6).toList());
    }

    private static String ofIpv6(String step) {
        return step.replaceAll("^socket inet ", "socket inet6 ").replaceAll("192\\.168\\.0\\.(\\d)", "fd00::$1")
                .replaceAll("192\\.168\\.10\\.(\\d)", "fd00::a:$1").replace("1.2.3.4", "fd01::4")
                .replaceAll("(get|set)sockopt (\\d+) 0 1 ", "$1sockopt $2 41 67 ").replaceAll("(get|set)sockopt (\\d+) 0 2 ", "$1sockopt $2 41 16 ")
                .replaceAll("icmp 3/4 mtu", "icmp 2/0 mtu").replaceAll("icmp 3/0", "icmp 1/0").replaceAll("icmp 3/1", "icmp 1/3")
                .replaceAll("icmp 3/3", "icmp 1/4")
                .replace("icmp 11/", "icmp 3/").replace("icmp 12/", "icmp 4/").replaceAll("sockopt (\\d+) 0 11 ", "sockopt $1 41 25 ");
    }

    @Override
    public String toString() {
        return name;
    }
}
