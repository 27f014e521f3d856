package mptcp.io.raw.ethernet;

/**
 * A route of the kernel's over the link. Addresses as {@link IpAddress} has them.
 *
 * @param prefixLength 0 to 128; of IPv4, {@link IpAddress#IPV4_PREFIX} more than usual
 * @param viaHigh and {@code viaLow}: the router, or zeros if the destination is on the link
 * @param metric of several for the same prefix, the lowest counts
 */
record Route(boolean ipv4, long high, long low, int prefixLength, long viaHigh, long viaLow, long metric) {
    boolean matches(long high, long low) {
        return ipv4 == IpAddress.isIpv4(high, low)
                && IpAddress.samePrefix(this.high, this.low, high, low, prefixLength);
    }

    boolean isOnLink() {
        return viaHigh == 0 && viaLow == 0;
    }
}
