package mptcp.gateway;

import java.net.InetAddress;
import mptcp.api.address.LinkAddress;

/** Addresses that begin alike, such as {@code 10.0.0.0/8}; of one family. */
record AddressRange(LinkAddress prefix) {
    /** @throws IllegalArgumentException that quotes the text if it is none */
    static AddressRange of(String text) {
        return new AddressRange(LinkAddress.of(text));
    }

    boolean contains(InetAddress address) {
        byte[] one = prefix.address().getAddress();
        byte[] other = address.getAddress();
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0, left = prefix.prefixLength(); left > 0; i++, left -= Byte.SIZE) {
            int mask = left >= Byte.SIZE ? 0xff : 0xff << Byte.SIZE - left & 0xff;
            if (((one[i] ^ other[i]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
