package mptcp.testkit;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import mptcp.testkit.wire.TcpPacket;

/**
 * One TCP connection between the stack and the script: a four-tuple and two sequence spaces, whose numbers read
 * relative to their initial sequence number, so that the first byte is 1. Not for concurrent use.
 */
public final class Flow {
    private final String name;
    private final Conn conn;
    private InetSocketAddress local;
    private final InetSocketAddress remote;
    private Half stack;
    private Half peer;

    Flow(String name, Conn conn, InetSocketAddress local, InetSocketAddress remote, int peerIsn) {
        this.name = name;
        this.conn = conn;
        this.local = local;
        this.remote = remote;
        restart(peerIsn);
    }

    public String name() {
        return name;
    }

    public Conn conn() {
        return conn;
    }

    /** The stack's end; port 0 until the stack has chosen one. */
    public InetSocketAddress local() {
        return local;
    }

    /** The script's end. */
    public InetSocketAddress remote() {
        return remote;
    }

    /** Chooses the peer's initial sequence number, before its SYN. */
    public Flow peerIsn(int isn) {
        peer.isn = isn;
        return this;
    }

    /** Forgets both sequence spaces: a new connection over the same addresses and ports begins. */
    public Flow restart(int peerIsn) {
        stack = half();
        peer = half();
        peer.isn = peerIsn;
        return this;
    }

    /** The stack's initial sequence number. @throws IllegalStateException before its SYN */
    public int stackIsn() {
        return isn(true);
    }

    /** The stack's initial sequence number, or another one before its SYN. */
    public int stackIsnOr(int otherwise) {
        return knowsIsn(true) ? isn(true) : otherwise;
    }

    /** The peer's initial sequence number. */
    public int peerIsn() {
        return isn(false);
    }

    /** The address id that the stack gave its end in MP_JOIN. */
    public int stackAddressId() {
        return stack.addressId == null ? 0 : stack.addressId;
    }

    private Half half() {
        Half half = new Half();
        half.mss = remote.getAddress() instanceof Inet6Address ? Half.DEFAULT_MSS_IPV6 : Half.DEFAULT_MSS_IPV4;
        return half;
    }

    Half half(boolean ofStack) {
        return ofStack ? stack : peer;
    }

    int isn(boolean ofStack) {
        Integer isn = half(ofStack).isn;
        if (isn == null) {
            throw new IllegalStateException("the stack's initial sequence number on flow " + name
                    + " is not known: it has sent no SYN there");
        }
        return isn;
    }

    boolean knowsIsn(boolean ofStack) {
        return half(ofStack).isn != null;
    }

    /** The nonce of MP_JOIN. */
    int nonce(boolean ofStack) {
        Integer nonce = half(ofStack).nonce;
        if (nonce == null) {
            throw new IllegalStateException("no nonce of the " + (ofStack ? "stack" : "peer") + " on flow " + name);
        }
        return nonce;
    }

    /** Whether a packet of the stack belongs here; binds the stack's port if it was open. */
    boolean accepts(TcpPacket packet) {
        if (!packet.to().equals(remote) || !packet.source().equals(local.getAddress())) {
            return false;
        }
        if (local.getPort() == 0) {
            local = packet.from();
        }
        return local.getPort() == packet.sourcePort();
    }

    @Override
    public String toString() {
        return name;
    }
}
