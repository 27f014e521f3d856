package mptcp.io.sim;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mptcp.api.text.Quantity;

/** The text form of {@link LinkSpec}, described there. */
final class LinkSpecText {
    private static final String KEYS = "rate, delay, jitter, queue, loss, burst, reorder, duplicate, corrupt, flip,"
            + " wifi, aqm, overhead, mtu, up, down";
    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([a-zA-Z%/]*)");
    private static final List<String> UNLIMITED = List.of("max", "unlimited", "none");

    private LinkSpecText() {}

    static LinkSpec parse(String text, LinkSpec base) {
        LinkSpec.Builder spec = base.toBuilder();
        String timed = null;
        for (String part : text.strip().split("[,\\s]+")) {
            if (part.toLowerCase(Locale.ROOT).matches("queue=[0-9.]+(ns|us|ms|s|min)")) {
                timed = part.toLowerCase(Locale.ROOT);
            } else if (!part.isEmpty() && !part.equals("ideal")) {
                set(spec, part.toLowerCase(Locale.ROOT), part);
            }
        }
        try {
            return timed == null ? spec.build() : queuedFor(spec.build(), timed);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
        }
    }

    /** A queue that the rate empties in a time; it has room for a packet in any case. */
    private static LinkSpec queuedFor(LinkSpec spec, String part) {
        if (spec.rateBps() == 0) {
            throw wrong(part, "a queue in units of time needs a rate");
        }
        double bytes = time(part, part.substring(part.indexOf('=') + 1)) / 8e9 * spec.rateBps();
        return spec.toBuilder().queueBytes(Math.max(spec.mtu(), Math.round(bytes))).queuePackets(0).build();
    }

    private static void set(LinkSpec.Builder spec, String part, String asWritten) {
        int equals = part.indexOf('=');
        String key = equals < 0 ? part : part.substring(0, equals);
        String value = equals < 0 ? "" : part.substring(equals + 1);
        boolean flag = key.equals("up") || key.equals("down");
        if (flag == equals >= 0) {
            throw flag ? wrong(asWritten, "'" + key + "' takes no value") : unknown(asWritten, key);
        }
        switch (key) {
            case "rate" -> spec.rateBps(rate(asWritten, value));
            case "delay" -> spec.delayNs(time(asWritten, value));
            case "jitter" -> spec.jitterNs(time(asWritten, value));
            case "queue" -> queue(spec, asWritten, value);
            case "loss" -> spec.loss(probability(asWritten, value));
            case "burst" -> spec.bursts(bursts(asWritten, value));
            case "reorder" -> reorder(spec, asWritten, value);
            case "duplicate" -> spec.duplicate(probability(asWritten, value));
            case "corrupt" -> spec.corrupt(probability(asWritten, value));
            case "flip" -> spec.flip(probability(asWritten, value));
            case "wifi" -> spec.retries(retries(asWritten, value));
            case "aqm" -> spec.aqm(AqmText.parse(asWritten, value));
            case "overhead" -> spec.overheadBytes(smallSize(asWritten, value));
            case "mtu" -> spec.mtu(smallSize(asWritten, value));
            case "up" -> spec.up(true);
            case "down" -> spec.up(false);
            default -> throw unknown(asWritten, key);
        }
    }

    private static IllegalArgumentException unknown(String part, String key) {
        boolean known = List.of(KEYS.split(",\\s*")).contains(key);
        return wrong(part, known ? "'" + key + "' needs a value, such as " + example(key) : "possible are " + KEYS);
    }

    private static String example(String key) {
        return switch (key) {
            case "rate" -> "rate=20m";
            case "delay", "jitter" -> key + "=10ms";
            case "queue" -> "queue=250k or queue=100p";
            case "burst" -> "burst=1%/25%";
            case "reorder" -> "reorder=1%/5ms";
            case "wifi" -> "wifi=20%/7";
            case "aqm" -> "aqm=codel";
            case "overhead" -> "overhead=38";
            case "mtu" -> "mtu=1500";
            default -> key + "=1%";
        };
    }

    static IllegalArgumentException wrong(String part, String why) {
        return new IllegalArgumentException("'" + part + "' in a link description: " + why);
    }

    private static long rate(String part, String value) {
        return UNLIMITED.contains(value) ? 0 : quantity(part, value, Quantity::rate);
    }

    static long time(String part, String value) {
        return quantity(part, value, Quantity::time);
    }

    private static long size(String part, String value) {
        return UNLIMITED.contains(value) ? 0 : quantity(part, value, Quantity::decimalSize);
    }

    private static long quantity(String part, String value, ToLongFunction<String> reader) {
        try {
            return reader.applyAsLong(value);
        } catch (IllegalArgumentException e) {
            throw wrong(part, e.getMessage());
        }
    }

    private static int smallSize(String part, String value) {
        return (int) Math.min(Integer.MAX_VALUE, size(part, value));
    }

    static double probability(String part, String value) {
        Matcher m = number(part, value, "a probability such as 1% or 0.01");
        double p = switch (m.group(2)) {
            case "" -> Double.parseDouble(m.group(1));
            case "%" -> new BigDecimal(m.group(1)).movePointLeft(2).doubleValue();
            default -> throw wrong(part, "'" + value + "' is not a probability such as 1% or 0.01");
        };
        if (p > 1) {
            throw wrong(part, "a probability is at most 100% (or 1)");
        }
        return p;
    }

    private static void queue(LinkSpec.Builder spec, String part, String value) {
        long bytes = 0;
        int packets = 0;
        for (String limit : value.split("/", -1)) {
            Matcher m = NUMBER.matcher(limit);
            if (m.matches() && List.of("p", "pkt", "packets").contains(m.group(2))) {
                packets = (int) Math.min(Integer.MAX_VALUE, whole(part, m, 1));
            } else {
                bytes = size(part, limit);
            }
        }
        spec.queueBytes(bytes).queuePackets(packets);
    }

    private static Bursts bursts(String part, String value) {
        if (UNLIMITED.contains(value) || value.equals("0")) {
            return Bursts.NONE;
        }
        String[] p = value.split("/", -1);
        if (p.length < 2 || p.length > 4) {
            throw wrong(part, "write to-bad/to-good[/loss-when-bad[/loss-when-good]], such as burst=1%/25%");
        }
        return new Bursts(
                probability(part, p[0]),
                probability(part, p[1]),
                p.length > 2 ? probability(part, p[2]) : 1,
                p.length > 3 ? probability(part, p[3]) : 0);
    }

    private static void reorder(LinkSpec.Builder spec, String part, String value) {
        String[] p = value.split("/", -1);
        double probability = probability(part, p[0]);
        if (p.length > 2 || p.length == 1 && probability > 0) {
            throw wrong(part, "write probability/extra delay, such as reorder=1%/5ms");
        }
        spec.reorder(probability, p.length == 2 ? time(part, p[1]) : 0);
    }

    private static Retries retries(String part, String value) {
        String[] p = value.split("/", -1);
        if (UNLIMITED.contains(value)) {
            return Retries.NONE;
        }
        if (p.length != 2 || !p[1].matches("[0-9]{1,2}")) {
            throw wrong(part, "write failure/attempts after the first, such as wifi=20%/7");
        }
        return new Retries(probability(part, p[0]), Integer.parseInt(p[1]));
    }

    private static Matcher number(String part, String value, String what) {
        Matcher m = NUMBER.matcher(value);
        if (!m.matches()) {
            throw wrong(part, "'" + value + "' is not " + what);
        }
        return m;
    }

    private static long whole(String part, Matcher m, long factor) {
        try {
            return new BigDecimal(m.group(1)).multiply(BigDecimal.valueOf(factor)).longValueExact();
        } catch (ArithmeticException e) {
            throw wrong(part, "too large, or finer than can be represented");
        }
    }

    static String print(LinkSpec s) {
        List<String> parts = new ArrayList<>();
        add(parts, s.rateBps() != 0, "rate=" + scaled(s.rateBps()));
        add(parts, s.delayNs() != 0, "delay=" + duration(s.delayNs()));
        add(parts, s.jitterNs() != 0, "jitter=" + duration(s.jitterNs()));
        add(parts, s.queueBytes() != 0 || s.queuePackets() != 0, "queue=" + queue(s));
        add(parts, s.loss() != 0, "loss=" + percent(s.loss()));
        add(parts, !s.bursts().equals(Bursts.NONE), "burst=" + bursts(s.bursts()));
        add(parts, s.reorder() != 0 || s.reorderDelayNs() != 0,
                "reorder=" + percent(s.reorder()) + "/" + duration(s.reorderDelayNs()));
        add(parts, s.duplicate() != 0, "duplicate=" + percent(s.duplicate()));
        add(parts, s.corrupt() != 0, "corrupt=" + percent(s.corrupt()));
        add(parts, s.flip() != 0, "flip=" + percent(s.flip()));
        add(parts, !s.retries().equals(Retries.NONE),
                "wifi=" + percent(s.retries().failure()) + "/" + s.retries().most());
        add(parts, !s.aqm().equals(Aqm.NONE), "aqm=" + AqmText.print(s.aqm()));
        add(parts, s.overheadBytes() != 0, "overhead=" + s.overheadBytes());
        add(parts, s.mtu() != LinkSpec.IDEAL.mtu(), "mtu=" + s.mtu());
        add(parts, !s.up(), "down");
        return parts.isEmpty() ? "ideal" : String.join(",", parts);
    }

    private static void add(List<String> parts, boolean wanted, String part) {
        if (wanted) {
            parts.add(part);
        }
    }

    private static String queue(LinkSpec s) {
        String bytes = s.queueBytes() == 0 ? "" : scaled(s.queueBytes());
        String packets = s.queuePackets() == 0 ? "" : s.queuePackets() + "p";
        return bytes + (bytes.isEmpty() || packets.isEmpty() ? "" : "/") + packets;
    }

    private static String bursts(Bursts b) {
        String text = percent(b.toBad()) + "/" + percent(b.toGood());
        if (b.lossBad() != 1 || b.lossGood() != 0) {
            text += "/" + percent(b.lossBad()) + (b.lossGood() == 0 ? "" : "/" + percent(b.lossGood()));
        }
        return text;
    }

    private static String scaled(long value) {
        if (value != 0 && value % 1_000_000 == 0) {
            return value / 1_000_000 + "m";
        }
        return value != 0 && value % 1_000 == 0 ? value / 1_000 + "k" : Long.toString(value);
    }

    static String duration(long ns) {
        if (ns % 1_000_000_000 == 0) {
            return ns / 1_000_000_000 + "s";
        }
        if (ns % 1_000_000 == 0) {
            return ns / 1_000_000 + "ms";
        }
        return ns % 1_000 == 0 ? ns / 1_000 + "us" : ns + "ns";
    }

    static String percent(double p) {
        return BigDecimal.valueOf(p).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }
}
