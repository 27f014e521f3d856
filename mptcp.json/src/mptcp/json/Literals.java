package mptcp.json;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Addresses as text. */
public final class Literals {
    private Literals() {}

    /** {@code 10.1.0.1:5001} or {@code [fd00:1::1]:5001}; never a name lookup. */
    public static String endpoint(InetSocketAddress a) {
        if (a == null) {
            return "*";
        }
        String host = address(a.getAddress());
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + a.getPort();
    }

    /** The literal; IPv6 with its longest run of zeros shortened (RFC 5952). */
    public static String address(InetAddress a) {
        String text = a.getHostAddress();
        int scope = text.indexOf('%');
        text = scope < 0 ? text : text.substring(0, scope);
        if (!text.contains(":")) {
            return text;
        }
        return shorten(text.split(":"));
    }

    private static String shorten(String[] groups) {
        int from = -1;
        int length = 1; // a single zero group is not shortened
        for (int i = 0; i < groups.length; i++) {
            int end = i;
            while (end < groups.length && groups[end].equals("0")) {
                end++;
            }
            if (end - i > length) {
                from = i;
                length = end - i;
            }
        }
        if (from < 0) {
            return String.join(":", groups);
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == from) {
                out.append("::");
                i += length - 1;
                continue;
            }
            if (!out.isEmpty() && out.charAt(out.length() - 1) != ':') {
                out.append(':');
            }
            out.append(groups[i]);
        }
        return out.toString();
    }
}
