package mptcp.api.address;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import mptcp.api.text.Quantity;

/**
 * What people say of a link, an address or an endpoint, for policies to go by: names, some of them with a value, such as
 * {@code wifi,cost=5,cap=10M}. Immutable; the order does not matter. Which names a policy heeds stands on its page; the
 * stack itself heeds none. Reading allocates nothing, so it may be done on the way of packets, though what is asked often is
 * better remembered by the subflow's slot.
 */
public final class Tags {
    /** Nothing is said. */
    public static final Tags NONE = new Tags(Map.of());

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9._-]*");

    private final Map<String, Tag> tags;
    private final String text;

    /** A value and what it is as a number. */
    private record Tag(String value, long number) {}

    private Tags(Map<String, Tag> tags) {
        this.tags = tags;
        StringBuilder s = new StringBuilder();
        tags.forEach((name, tag) -> s.append(s.isEmpty() ? "" : ",").append(name)
                .append(tag.value.isEmpty() ? "" : "=" + tag.value));
        text = s.toString();
    }

    /**
     * Reads names separated by commas, each with {@code =value} or without.
     *
     * @throws IllegalArgumentException that says what is wrong with the text
     */
    public static Tags of(String text) {
        Map<String, Tag> found = new TreeMap<>();
        for (String each : text.split(",")) {
            String word = each.strip();
            if (!word.isEmpty()) {
                int equals = word.indexOf('=');
                String name = (equals < 0 ? word : word.substring(0, equals)).strip();
                String value = equals < 0 ? "" : word.substring(equals + 1).strip();
                if (!NAME.matcher(name).matches()) {
                    throw new IllegalArgumentException("'" + word + "' is no tag such as wifi or cost=5");
                }
                found.put(name, new Tag(value, parse(value)));
            }
        }
        return found.isEmpty() ? NONE : new Tags(Collections.unmodifiableMap(found));
    }

    /** These and the others; of those that both have, the others'. */
    public Tags with(Tags others) {
        if (others.isEmpty() || isEmpty()) {
            return isEmpty() ? others : this;
        }
        Map<String, Tag> both = new TreeMap<>(tags);
        both.putAll(others.tags);
        return new Tags(Collections.unmodifiableMap(both));
    }

    public boolean isEmpty() {
        return tags.isEmpty();
    }

    /** Whether the name is among them, with a value or without. */
    public boolean has(String name) {
        return tags.containsKey(name);
    }

    /** The value of a name, empty where it has none; null if it is not among them. */
    public String value(String name) {
        Tag tag = tags.get(name);
        return tag == null ? null : tag.value;
    }

    /**
     * The value as a whole number; a k, M or G behind it multiplies it by 1024 once, twice or three times, as in
     * {@link Quantity#size}.
     *
     * @param otherwise the answer if the name is not among them, or its value is no such number
     */
    public long number(String name, long otherwise) {
        Tag tag = tags.get(name);
        return tag == null || tag.number == Long.MIN_VALUE ? otherwise : tag.number;
    }

    /** @return {@link Long#MIN_VALUE} if it is no number */
    private static long parse(String value) {
        boolean negative = value.startsWith("-");
        try {
            long number = Quantity.size(negative || value.startsWith("+") ? value.substring(1) : value);
            return negative ? -number : number;
        } catch (IllegalArgumentException e) {
            return Long.MIN_VALUE;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tags t && tags.equals(t.tags);
    }

    @Override
    public int hashCode() {
        return tags.hashCode();
    }

    /** As {@link #of} reads it. */
    @Override
    public String toString() {
        return text;
    }
}
