package mptcp.testkit;

/** How the peer shows itself in the handshakes that the helpers make. Not for concurrent use. */
public final class Peer {
    private static final int ETHERNET_MSS = 1460;
    private static final int MAX_WINDOW = 65_535;

    private int mss = ETHERNET_MSS;
    private int windowScale = -1;
    private int window = MAX_WINDOW;
    private boolean sack;
    private boolean timestamps;
    private int addressId = 1;

    Peer() {}

    public Peer mss(int octets) {
        mss = octets;
        return this;
    }

    /** The shift count to offer; -1: none, as at first. */
    public Peer windowScale(int shift) {
        windowScale = shift;
        return this;
    }

    /** The window field of all its segments. */
    public Peer window(int value) {
        window = value;
        return this;
    }

    public Peer sack(boolean on) {
        sack = on;
        return this;
    }

    public Peer timestamps(boolean on) {
        timestamps = on;
        return this;
    }

    /** The address id of its next join. */
    public Peer addressId(int id) {
        addressId = id;
        return this;
    }

    int addressId() {
        return addressId;
    }

    /** Adds to a SYN or SYN/ACK what the peer offers, in the order of Linux. */
    Segment offers(Segment syn) {
        syn.win(window).mss(mss);
        if (sack) {
            syn.sackOk();
        }
        if (timestamps) {
            syn.ts();
        }
        if (windowScale >= 0) {
            syn.nop().wscale(windowScale);
        }
        return syn;
    }

    /** Adds to another segment what the peer puts on all of them. */
    Segment dress(Segment segment) {
        segment.win(window);
        return timestamps ? segment.nop().nop().ts() : segment;
    }
}
