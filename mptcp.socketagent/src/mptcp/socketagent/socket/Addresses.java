package mptcp.socketagent.socket;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** IP addresses as text: literals only, nothing is looked up. */
public final class Addresses {
    private static final int GROUPS = 8;

    private Addresses() {}

    /** @throws CallException EINVAL if it is no literal */
    public static InetAddress parse(String literal) throws CallException {
        try {
            return InetAddress.ofLiteral(literal);
        } catch (IllegalArgumentException e) {
            throw new CallException(Errno.EINVAL);
        }
    }

    /** The shortest form, as RFC 5952 has it. */
    public static String text(InetAddress address) {
        return address instanceof Inet4Address ? address.getHostAddress() : text6(address.getAddress());
    }

    /** As a socket of family inet6 names an IPv4 peer. */
    static String mapped(InetAddress address) {
        return address instanceof Inet4Address ? "::ffff:" + address.getHostAddress() : text(address);
    }

    private static String text6(byte[] b) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (b[2 * i] & 0xff) << 8 | b[2 * i + 1] & 0xff;
        }
        int zerosAt = -1;
        int zeros = 1;
        for (int i = 0; i < GROUPS; i++) {
            int n = 0;
            while (i + n < GROUPS && groups[i + n] == 0) {
                n++;
            }
            if (n > zeros) {
                zerosAt = i;
                zeros = n;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == zerosAt) {
                text.append("::");
                i += zeros - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** "address port". {@code mapped}: as a socket of IPv6 sees it */
    static String name(InetSocketAddress end, boolean mapped) {
        InetAddress address = end.getAddress();
        return (mapped ? mapped(address) : text(address)) + " " + end.getPort();
    }
}
