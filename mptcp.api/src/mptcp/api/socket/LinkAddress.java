package mptcp.api.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** An address with the length of its prefix: destinations within the prefix prefer this address as a source. */
public record LinkAddress(InetAddress address, int prefixLength) {
    private static final Pattern LITERAL = Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    public LinkAddress {
        int bits = address.getAddress().length * Byte.SIZE;
        if (prefixLength < 0 || prefixLength > bits) {
            throw new IllegalArgumentException("prefix length of " + address.getHostAddress() + " must be 0 to " + bits);
        }
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
            return new LinkAddress(address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
        } catch (UnknownHostException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not an address such as 10.0.0.1/24 or fd00::1/64", e);
        }
    }

    @Override
    public String toString() {
        return address.getHostAddress() + "/" + prefixLength;
    }
}
