package mptcp.policy.support;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import mptcp.api.address.Tags;
import mptcp.api.policy.Subflows;

/**
 * Words of a setting by which subflows are chosen: a slot ({@code 0} to {@code 31}), the name of a link, a tag ({@code wifi},
 * {@code cost=5}), or an address of either end. What they say of a subflow is remembered until its tags change. Loop thread;
 * looking allocates nothing.
 */
public final class Selectors {
    /** None of them chooses the subflow. */
    public static final int NONE = -1;

    private record Selector(int slot, String name, InetAddress address) {
        boolean chooses(int sf, Subflows subflows) {
            if (name == null) {
                return slot == sf;
            }
            return name.equals(subflows.link(sf)) || tagged(subflows.tags(sf)) || address != null
                    && (address.equals(subflows.local(sf).getAddress()) || address.equals(subflows.remote(sf).getAddress()));
        }

        private boolean tagged(Tags tags) {
            int equals = name.indexOf('=');
            return equals < 0 ? tags.has(name) : name.substring(equals + 1).equals(tags.value(name.substring(0, equals)));
        }
    }

    private final Selector[] selectors;
    private final long[] seenId = new long[Subflows.MAX];
    private final Tags[] seenTags = new Tags[Subflows.MAX];
    private final int[] first = new int[Subflows.MAX];

    /** @throws IllegalArgumentException if one is empty, or a number that is no slot */
    public Selectors(List<String> words) {
        selectors = words.stream().map(Selectors::selector).toArray(Selector[]::new);
        Arrays.fill(first, NONE);
    }

    private static Selector selector(String word) {
        if (word.isEmpty()) {
            throw new IllegalArgumentException("a slot, link, tag or address is missing");
        }
        if (word.chars().allMatch(Character::isDigit)) {
            int slot = Integer.parseInt(word);
            if (slot >= Subflows.MAX) {
                throw new IllegalArgumentException("slots are 0 to " + (Subflows.MAX - 1));
            }
            return new Selector(slot, null, null);
        }
        return new Selector(NONE, word, address(word));
    }

    private static InetAddress address(String word) {
        try {
            return InetAddress.ofLiteral(word);
        } catch (IllegalArgumentException noAddress) {
            return null;
        }
    }

    /** How many there are. */
    public int size() {
        return selectors.length;
    }

    /** The first of them that chooses this subflow, from 0, or {@link #NONE}. */
    public int first(int sf, Subflows subflows) {
        long id = subflows.id(sf);
        Tags tags = subflows.tags(sf);
        if (seenId[sf] != id || seenTags[sf] != tags) {
            seenId[sf] = id;
            seenTags[sf] = tags;
            first[sf] = NONE;
            for (int i = selectors.length - 1; i >= 0; i--) {
                if (selectors[i].chooses(sf, subflows)) {
                    first[sf] = i;
                }
            }
        }
        return first[sf];
    }
}
