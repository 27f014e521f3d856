package mptcp.embedded;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import mptcp.api.address.LinkAddress;

/**
 * One path to the kernel's network, as command lines and files name it: {@code tun1=10.0.1.2/24} for a TUN device,
 * {@code packet:eth0=192.0.2.77/24} for an Ethernet interface that is shared with the kernel.
 *
 * @param ethernet whether it is an Ethernet interface, not a TUN device
 * @param addresses the stack's on it
 * @param routers on the link, for what no route of the kernel's says the way to; Ethernet only
 */
public record LinkSetting(String device, boolean ethernet, List<LinkAddress> addresses, List<InetAddress> routers) {
    private static final String ETHERNET = "packet:";
    private static final String ROUTER = "via=";

    public LinkSetting {
        addresses = List.copyOf(addresses);
        routers = List.copyOf(routers);
    }

    /**
     * Reads {@code DEVICE=ADDRESS/LENGTH[,...]} or {@code packet:INTERFACE=ADDRESS/LENGTH[,...][,via=ROUTER]}.
     *
     * @throws IllegalArgumentException that says what is wrong
     */
    public static LinkSetting of(String text) {
        int at = text.indexOf('=');
        boolean ethernet = text.startsWith(ETHERNET);
        int name = ethernet ? ETHERNET.length() : 0;
        if (at <= name) {
            throw new IllegalArgumentException("a link is DEVICE=ADDRESS/LENGTH[,...], or packet: before the name of an Ethernet"
                    + " interface, not '" + text + "'");
        }
        List<LinkAddress> addresses = new ArrayList<>();
        List<InetAddress> routers = new ArrayList<>();
        for (String each : text.substring(at + 1).split(",")) {
            if (ethernet && each.startsWith(ROUTER)) {
                routers.add(router(each.substring(ROUTER.length())));
            } else {
                addresses.add(LinkAddress.of(each));
            }
        }
        return new LinkSetting(text.substring(name, at), ethernet, addresses, routers);
    }

    private static InetAddress router(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' after via= is not the address of a router", e);
        }
    }
}
