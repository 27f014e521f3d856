package mptcp.testkit;

import java.net.InetAddress;
import mptcp.api.address.LinkAddress;

/**
 * The addresses of a script: the stack and the peer share two networks of each family; the first is the primary one.
 *
 * @param stack the stack's address
 * @param stackSecond another one of it, on the second network; a script that wants it adds it
 * @param peer the script's address on the first network
 * @param peerSecond on the second network
 */
record Network(LinkAddress stack, LinkAddress stackSecond, InetAddress peer, InetAddress peerSecond) {
    static final Network V4 = new Network(LinkAddress.of("10.0.1.1/24"), LinkAddress.of("10.0.2.1/24"),
            Script.inet("10.0.1.2"), Script.inet("10.0.2.2"));
    static final Network V6 = new Network(LinkAddress.of("fd00:1::1/64"), LinkAddress.of("fd00:2::1/64"),
            Script.inet("fd00:1::2"), Script.inet("fd00:2::2"));
}
