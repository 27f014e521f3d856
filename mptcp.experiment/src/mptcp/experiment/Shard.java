package mptcp.experiment;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of the runs of a sweep, by their places alone: parts that are made on their own, by machines that know nothing of
 * each other, are all of them together. Neighbours go to different parts: what takes long is often side by side.
 *
 * @param number from 1
 */
record Shard(int number, int of) {
    /** Everything. */
    static final Shard ALL = new Shard(1, 1);

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /** @param text {@code 2/10}, or null: everything */
    static Shard of(String text) {
        if (text == null) {
            return ALL;
        }
        Matcher m = WRITTEN.matcher(text);
        if (m.matches()) {
            Shard shard = new Shard(Integer.parseInt(m.group(1)), Integer.parseInt(m.group(2)));
            if (shard.number >= 1 && shard.number <= shard.of) {
                return shard;
            }
        }
        throw new IllegalArgumentException("write --shard I/N with I from 1 to N, such as 2/10, not '" + text + "'");
    }

    boolean has(int place) {
        return place % of == number - 1;
    }
}
