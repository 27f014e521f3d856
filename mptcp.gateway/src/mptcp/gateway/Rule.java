package mptcp.gateway;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Whether destinations are allowed: {@code 10.0.0.0/8}, {@code [fd00::/8]:443}, {@code *:25}.
 *
 * @param range null: all addresses
 * @param port 0: all ports
 */
record Rule(boolean allows, AddressRange range, int port) {
    /** @throws IllegalArgumentException that quotes the text if it is none */
    static Rule of(boolean allows, String text) {
        String range = text;
        int port = 0;
        int colon = text.lastIndexOf(':');
        boolean hasPort = colon >= 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        if (hasPort) {
            range = text.substring(0, colon);
            port = port(text, text.substring(colon + 1));
        }
        if (range.startsWith("[") && range.endsWith("]")) {
            range = range.substring(1, range.length() - 1);
        }
        return new Rule(allows, range.equals("*") ? null : AddressRange.of(range), port);
    }

    private static int port(String text, String port) {
        try {
            int value = Integer.parseInt(port);
            if (value > 0 && value < 1 << Short.SIZE) {
                return value;
            }
        } catch (NumberFormatException _) {
            // told below
        }
        throw new IllegalArgumentException("'" + text + "' is no destination such as 10.0.0.0/8, 10.0.0.1:443,"
                + " [fd00::/8]:443 or *:25: '" + port + "' is no port");
    }

    boolean matches(InetSocketAddress destination) {
        InetAddress address = destination.getAddress();
        return (range == null || range.contains(address)) && (port == 0 || port == destination.getPort());
    }
}
