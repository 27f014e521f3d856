package mptcp.json;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mptcp.api.address.LinkAddress;
import mptcp.api.address.Tags;

/**
 * Writes JSON (RFC 8259), indented by two blanks. Takes maps, collections, records (their components by name), numbers,
 * booleans, strings, enums and addresses.
 *
 * <p>A reader that keeps numbers in doubles, as JavaScript does, gets each as it is: an integer beyond 2^53 is a string of its
 * digits. What is unsigned on the wire is written unsigned (tokens, DSNs), and a threshold that is not there is null.
 */
public final class Json {
    private static final long EXACT = 1L << 53;
    /** Components of the snapshots of connections whose 32 or 64 bits are a number without a sign. */
    private static final Set<String> UNSIGNED = Set.of("localToken", "remoteToken", "localIdsn", "remoteIdsn", "dataUna",
            "dataNext", "dataReceived");
    /** Those whose largest values mean that there is no limit. */
    private static final Set<String> UNLIMITED = Set.of("ssthresh");

    private final StringBuilder out = new StringBuilder();

    private Json() {}

    public static String of(Object value) {
        Json json = new Json();
        json.value(value, 0);
        return json.out.toString();
    }

    /** On one line, for streams of events. */
    public static String line(Object value) {
        return of(value).replaceAll("\n *", " ");
    }

    private void value(Object value, int depth) {
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d -> out.append(d.isNaN() || d.isInfinite() ? "null" : number(d));
            case Long n when n > EXACT || n < -EXACT -> string(n.toString());
            case Number n -> out.append(n);
            case Map<?, ?> map -> map(map, depth);
            case Collection<?> list -> list(list, depth);
            case Record record -> record(record, depth);
            case InetSocketAddress a -> string(Literals.endpoint(a));
            case InetAddress a -> string(Literals.address(a));
            case CharSequence s -> string(s.toString());
            case Enum<?> e -> string(e.toString());
            case Tags t -> string(t.toString());
            case LinkAddress a -> string(a.toString());
            // Its text is for people, or for nobody: a program would have to read what may change.
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    /** At most six decimal places, never an exponent. */
    private static String number(double d) {
        return BigDecimal.valueOf(d).setScale(6, RoundingMode.HALF_UP).stripTrailingZeros().toPlainString();
    }

    private void map(Map<?, ?> map, int depth) {
        out.append('{');
        boolean first = true;
        for (Map.Entry<?, ?> e : map.entrySet()) {
            separate(first, depth + 1);
            first = false;
            string(e.getKey().toString());
            out.append(": ");
            value(e.getValue(), depth + 1);
        }
        end(first, depth, '}');
    }

    private void list(Collection<?> list, int depth) {
        out.append('[');
        boolean first = true;
        for (Object element : list) {
            separate(first, depth + 1);
            first = false;
            value(element, depth + 1);
        }
        end(first, depth, ']');
    }

    private void record(Record record, int depth) {
        record(record, null, depth);
    }

    /** @param type one of several that there may be in its place; null: it is not said */
    private void record(Record record, String type, int depth) {
        out.append('{');
        boolean first = type == null;
        if (!first) {
            separate(true, depth + 1);
            out.append("\"type\": ");
            string(type);
        }
        for (RecordComponent c : record.getClass().getRecordComponents()) {
            separate(first, depth + 1);
            first = false;
            string(c.getName());
            out.append(": ");
            Object value = component(record, c);
            if (c.getType().isSealed() && value instanceof Record one) {
                record(one, one.getClass().getSimpleName(), depth + 1);
            } else {
                value(meant(c.getName(), value), depth + 1);
            }
        }
        end(first, depth, '}');
    }

    private static Object meant(String name, Object value) {
        if (UNSIGNED.contains(name)) {
            return switch (value) {
                case Integer n -> Integer.toUnsignedLong(n);
                case Long n when n < 0 -> Long.toUnsignedString(n);
                case null, default -> value;
            };
        }
        return UNLIMITED.contains(name) && value instanceof Long n && n >= Integer.MAX_VALUE ? null : value;
    }

    private static Object component(Record record, RecordComponent c) {
        try {
            c.getAccessor().setAccessible(true); // of a record that is not public
            return c.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("cannot read " + c + " of " + record.getClass(), e);
        }
    }

    private void separate(boolean first, int depth) {
        out.append(first ? "\n" : ",\n").repeat("  ", depth);
    }

    private void end(boolean empty, int depth, char bracket) {
        if (!empty) {
            out.append('\n').repeat("  ", depth);
        }
        out.append(bracket);
    }

    private void string(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
