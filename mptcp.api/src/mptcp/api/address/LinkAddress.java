package mptcp.api.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * An address with the length of its prefix: destinations within the prefix prefer this address as a source. It may carry
 * tags, which policies see of the subflows that begin or end at it. Immutable.
 */
public final class LinkAddress {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final InetAddress address;
    private final int prefixLength;
    private final Tags tags;

    private LinkAddress(InetAddress address, int prefixLength, Tags tags) {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length of " + address.getHostAddress() + " must be 0 to " + bits);
        }
        this.address = address;
        this.prefixLength = prefixLength;
        this.tags = Objects.requireNonNull(tags, "tags");
    }

    /** @throws IllegalArgumentException if the prefix is longer than the address */
    public static LinkAddress of(InetAddress address, int prefixLength) {
        return new LinkAddress(address, prefixLength, Tags.NONE);
    }

    public InetAddress address() {
        return address;
    }

    /** In bits. */
    public int prefixLength() {
        return prefixLength;
    }

    /** What is said of this address beyond what its link says. */
    public Tags tags() {
        return tags;
    }

    /** See {@link #tags}. */
    public LinkAddress withTags(Tags said) {
        return new LinkAddress(address, prefixLength, said);
    }

    /**
     * Reads {@code 10.0.0.1/24} or {@code fd00::1/64}; without a slash, the whole address is the prefix.
     *
     * @throws IllegalArgumentException that quotes the text if it is neither
     */
    public static LinkAddress of(String text) {
        int slash = text.indexOf('/');
        String literal = slash < 0 ? text : text.substring(0, slash);
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an address such as 10.0.0.1/24 or fd00::1/64");
        }
        try {
            InetAddress address = InetAddress.getByName(literal); // a literal: nothing is looked up
            int bits = address.getAddress().length * Byte.SIZE;
            return of(address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address such as 10.0.0.1/24 or fd00::1/64", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LinkAddress a && address.equals(a.address) && prefixLength == a.prefixLength
                && tags.equals(a.tags);
    }

    @Override
    public int hashCode() {
        return 31 * address.hashCode() + prefixLength;
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
